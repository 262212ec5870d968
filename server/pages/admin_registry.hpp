#pragma once

#include "server/pages/admin_visit.hpp"

namespace contreseing::server::pages {

/// People of the campus: the list, and the form of one of them (`:id`) or of a new one.
http::Response show_people(const Visit& visit);
http::Response save_person(const Visit& visit);

http::Response show_organisations(const Visit& visit);
http::Response save_organisation(const Visit& visit);

/// The register of members, as a page and as CSV.
http::Response show_members(const Visit& visit);
http::Response export_members(const Visit& visit);

/// One cell of CSV: quoted, and never read as a formula by a spreadsheet.
/// Source: RFC 4180; OWASP, CSV injection.
std::string csv_cell(std::string_view text);

}  // namespace contreseing::server::pages
