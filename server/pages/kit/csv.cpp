#include "server/pages/kit/csv.hpp"

namespace contreseing::server::pages {

std::string csv_cell(std::string_view text) {
    std::string cell = "\"";
    if (!text.empty() &&
        std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
        cell += '\'';
    }
    for (const char c : text) {
        cell += c == '"' ? "\"\"" : std::string(1, c);
    }
    return cell + "\"";
}

std::string csv_line(std::initializer_list<std::string_view> cells) {
    std::string line;
    for (const auto cell : cells) {
        line += (line.empty() ? "" : ";") + csv_cell(cell);
    }
    return line + "\r\n";
}

http::Response csv_file(const std::string& lines, const std::string& name) {
    auto response =
        http::Response::text("\xEF\xBB\xBF" + lines, "text/csv; charset=utf-8; header=present");
    response.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return response;
}

}  // namespace contreseing::server::pages
