#include "server/pages/admin/list.hpp"

#include "server/http/encoding.hpp"
#include "workflows/ground/text.hpp"

namespace contreseing::server::pages {

ListQuery list_query(const Visit& visit, std::string address) {
    const auto& asked = visit.request.query;
    return {
        std::move(address),
        workflows::parse_line(asked.get("q")).value_or(""),
        std::string(asked.get("after"))};
}

void add_list(Model& model, const ListQuery& query, std::string_view last) {
    const auto first = query.search.empty()
                           ? query.address
                           : query.address + "?q=" + http::percent_encode(query.search);
    model.text("list_address", query.address)
        .text("search", query.search)
        .text("first_address", query.after.empty() ? std::string{} : first)
        .text(
            "next_address",
            last.empty()
                ? std::string{}
                : first + (query.search.empty() ? "?after=" : "&after=") + std::string(last)
        );
}

void add_total(Model& model, const Visit& visit, std::int64_t total) {
    model.text("total", visit.pages.words().count(visit.locale, "admin.registry.total", total));
}

std::string seen_digest(const Visit& visit, const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text += line + '\n';
    }
    return to_hex(visit.services.digest.sha256(
        {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}
    ));
}

}  // namespace contreseing::server::pages
