#pragma once

#include "server/pages/admin/visit.hpp"

namespace contreseing::server::pages {

/// Every convention with its stage, who holds the pen, since when, last reminder, next deadline
/// and what is stuck; a page of them at a time. Filters and order are in the address alone.
http::Response show_dashboard(const Visit& visit);

/// The same list as CSV, with the filters and the order of its address: a few thousand
/// conventions a file, whose last line is the address of what comes after.
http::Response export_conventions(const Visit& visit);

/// The form that starts a convention, and what it posts.
http::Response show_new_convention(const Visit& visit);
http::Response start_new_convention(const Visit& visit);

}  // namespace contreseing::server::pages
