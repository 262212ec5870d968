#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"
#include "workflows/app/services.hpp"

namespace contreseing::server::pages {

/// Everything below `/admin/`: sign-in, dashboard, conventions, what was sent, bodies, people,
/// organisations, register. Every page but the sign-in wants a session, every form its token.
/// The references outlive the router.
void add_admin_pages(
    http::Router& router, const workflows::app::Services& services, const Pages& pages
);

}  // namespace contreseing::server::pages
