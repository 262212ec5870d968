#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"
#include "workflows/app/services.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// `/admin/login` and `/admin/logout`. The references outlive the router.
void add_admin_login(
    http::Router& router, const workflows::app::Services& services, const Pages& pages
);

/// 303 to the login page, which leads back to the page that was asked for.
http::Response to_login(const http::Request& request);

/// `asked` when it is an address below `/admin/` of this site; the dashboard otherwise.
std::string safe_next(std::string_view asked);

}  // namespace contreseing::server::pages
