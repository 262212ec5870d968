#pragma once

#include "server/pages/link/link_routes.hpp"

namespace contreseing::server::pages {

/// What a member of a consulted body does from a link. Below `/s/<ref>`:
/// - itself, in any status;
/// - POST `answer`; may be sent again with another choice until closing;
/// - GET `close`, for the chair only: what closing entails; POST `close`.
void add_opinion_pages(LinkRoutes& routes);

}  // namespace contreseing::server::pages
