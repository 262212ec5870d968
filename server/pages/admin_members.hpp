#pragma once

#include "server/pages/admin_visit.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// The register of members, as a page and as CSV.
http::Response show_members(const Visit& visit);
http::Response export_members(const Visit& visit);

/// One cell of CSV: quoted, and never read as a formula by a spreadsheet.
/// Source: RFC 4180; OWASP, CSV injection.
std::string csv_cell(std::string_view text);

}  // namespace contreseing::server::pages
