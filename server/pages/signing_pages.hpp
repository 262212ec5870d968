#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "server/pages/open_link.hpp"
#include "server/pages/pages.hpp"

namespace contreseing::server::pages {

// What a signatory does from a link that is open to them. Each is one address below `/s/<ref>`.

/// The page of a Sign link in any status: to sign, the receipt, the refusal, or a dead end.
http::Response show_signing(const Pages& pages, const Services& services, const OpenLink& open);
/// POST `code`: mails six digits to the known address.
http::Response ask_code(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);
/// POST `sign`: the act. 303 to the receipt, or the page again with what is wrong (409, 422).
http::Response sign(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);
/// GET `decline`: what refusing entails, and the reason.
http::Response show_decline(const Pages& pages, const Services& services, const OpenLink& open);
/// POST `decline`.
http::Response decline(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);

}  // namespace contreseing::server::pages
