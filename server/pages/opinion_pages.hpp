#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "server/pages/open_link.hpp"
#include "server/pages/pages.hpp"

namespace contreseing::server::pages {

// What a member of a consulted body does from a link. Each is one address below `/s/<ref>`.

/// The page of an Opinion link in any status.
http::Response show_opinion(const Pages& pages, const Services& services, const OpenLink& open);
/// POST `answer`; may be sent again with another choice until closing.
http::Response answer_opinion(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);
/// GET `close`, for the chair only: what closing entails.
http::Response show_closing(const Pages& pages, const Services& services, const OpenLink& open);
/// POST `close`, for the chair only.
http::Response close_opinion(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);

}  // namespace contreseing::server::pages
