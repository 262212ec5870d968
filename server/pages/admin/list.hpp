#pragma once

#include "server/pages/admin/visit.hpp"
#include "workflows/app/ports/slice.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace contreseing::server::pages {

inline constexpr int kListRows = 50;
/// Names that a form proposes while one types; anybody else is found by writing them in full.
inline constexpr int kSuggested = 200;

/// What a list of records was asked for by its address.
struct ListQuery {
    std::string address;  ///< without its query
    std::string search;
    std::string after;  ///< id of the last row of the page before
};
ListQuery list_query(const Visit& visit, std::string address);

/// The page that is asked for, and one row more, which says whether there is a next one.
template <class IdType>
workflows::app::Slice<IdType> slice_of(const ListQuery& query) {
    return {kListRows + 1, workflows::parse_id<IdType>(query.after)};
}

/// The search and the addresses of the first and next pages; `last` is the id of the last row
/// shown when there is more.
void add_list(Model& model, const ListQuery& query, std::string_view last);

/// How many there are on all pages, of those searched for.
void add_total(Model& model, const Visit& visit, std::int64_t total);

/// Digest of a record's values, which its form carries: somebody else changed it meanwhile when the
/// digest of what is recorded differs. `lines` hold no line break.
std::string seen_digest(const Visit& visit, const std::vector<std::string>& lines);

/// What is recorded, `known` when it was last read; `wanted`, written now, where nothing is.
template <class Record, class Read>
Record recorded_or_added(
    const Visit& visit, const std::optional<Record>& known, const Record& wanted, Read read
) {
    if (known) {
        return *known;
    }
    const bool added = visit.services.registry.add(visit.campus(), wanted);
    return added ? wanted : read().value_or(Record{});
}

/// Saves `wanted` over `known`, whose digest the form carried as `seen`. Returns what is recorded
/// instead where somebody changed it meanwhile; nothing where that is what was wanted.
template <class Record, class Lines, class Read>
std::optional<Record> replace_seen(
    const Visit& visit,
    const std::string& seen,
    const Record& known,
    const Record& wanted,
    Lines lines_of,
    Read read
) {
    auto& registry = visit.services.registry;
    if (known == wanted || (seen_digest(visit, lines_of(known)) == seen &&
                            registry.replace(visit.campus(), known, wanted))) {
        return std::nullopt;
    }
    const auto now = read().value_or(known);
    return now == wanted ? std::nullopt : std::optional(now);
}

/// Drops the row that is one too many. Returns the id of the last one then, else nothing.
template <class Row, class IdOf>
std::string last_of_page(std::vector<Row>& rows, IdOf id_of) {
    if (rows.size() <= static_cast<std::size_t>(kListRows)) {
        return {};
    }
    rows.resize(static_cast<std::size_t>(kListRows));
    return to_string(id_of(rows.back()));
}

}  // namespace contreseing::server::pages
