#pragma once

#include "server/pages/admin/visit.hpp"

namespace contreseing::server::pages {

/// The register of members, as a page and as CSV.
http::Response show_members(const Visit& visit);
http::Response export_members(const Visit& visit);

}  // namespace contreseing::server::pages
