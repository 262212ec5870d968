#pragma once

#include "server/http/router.hpp"
#include "server/pages/pages.hpp"

namespace contreseing::server::pages {

/// `/`, `/aide`, `/donnees-personnelles`, `/accessibilite`, `/mentions-legales`, and the pages
/// that say what went wrong. `pages` outlives the router.
void add_public_pages(http::Router& router, const Pages& pages);

}  // namespace contreseing::server::pages
