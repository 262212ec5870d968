#pragma once

#include "server/http/request.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/open_link.hpp"
#include "workflows/domain/decide.hpp"

#include <string_view>

namespace contreseing::server::pages {

/// The page of a dead end: what happened, what to do, and the form that mails a new link where
/// one may help. 400, 401, 403, 404, 409 or 410.
http::Response dead_end_page(
    const Pages& pages, DeadEnd end, Locale locale, std::string_view ref = {}
);

/// That of a link without anything to do, in its holder's language. A link that the campus
/// withdrew names whom to write to: it is not sent again.
http::Response dead_end_page(const Pages& pages, const Services& services, const OpenLink& open);

/// The page of a refusal that no field can carry; `back` is the address of the page to return to.
http::Response refusal_page(
    const Pages& pages, workflows::Refusal refusal, Locale locale, std::string_view back
);

}  // namespace contreseing::server::pages
