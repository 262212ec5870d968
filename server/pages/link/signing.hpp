#pragma once

#include "server/pages/link/link_routes.hpp"

namespace contreseing::server::pages {

/// What a signatory does from a link that is open to them. Below `/s/<ref>`:
/// - itself, in any status: to sign, the receipt, the refusal, or a dead end;
/// - POST `code`: mails six digits to the known address;
/// - POST `sign`: the act. 303 to the receipt, or the page again with what is wrong (409, 422);
/// - GET `decline`: what refusing entails, and the reason; POST `decline`.
void add_signing_pages(LinkRoutes& routes);

}  // namespace contreseing::server::pages
