#pragma once

#include "server/pages/link/link_routes.hpp"

namespace contreseing::server::pages {

/// What whoever was told of a signed act reads it by.
void add_copy_pages(LinkRoutes& routes);

}  // namespace contreseing::server::pages
