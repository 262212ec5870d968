#pragma once

#include "server/http/response.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// One cell of CSV: quoted, and never read as a formula by a spreadsheet.
/// Source: RFC 4180; OWASP, CSV injection.
std::string csv_cell(std::string_view text);

/// One line, its cells parted by semicolons: French spreadsheets split a file at them.
std::string csv_line(std::initializer_list<std::string_view> cells);

/// `lines` as a file to save, in UTF-8 with the mark that spreadsheets know it by. `name` is plain
/// ASCII.
http::Response csv_file(const std::string& lines, const std::string& name);

}  // namespace contreseing::server::pages
