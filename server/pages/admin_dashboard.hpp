#pragma once

#include "server/pages/admin_visit.hpp"

namespace contreseing::server::pages {

/// Every convention with its stage, who holds the pen, since when, last reminder, next deadline
/// and what is stuck; a page of them at a time, newest first.
http::Response show_dashboard(const Visit& visit);

/// The form that starts a convention, and what it posts.
http::Response show_new_convention(const Visit& visit);
http::Response start_new_convention(const Visit& visit);

}  // namespace contreseing::server::pages
