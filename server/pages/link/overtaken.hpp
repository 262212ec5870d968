#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/open_link.hpp"

#include <optional>

namespace contreseing::server::pages {

/// The answer to a form of a Sign link that somebody else's act closed under it; nullopt while
/// the link is open. The same form sent twice is led to what it did (303); any other is told who
/// was first, when, and what to do (409). A link that died of age alone keeps its page (410).
std::optional<http::Response> overtaken(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);

}  // namespace contreseing::server::pages
