#pragma once

// Private to this library: what conventions are searched by, and their lists as statements, apart
// from whoever runs them so that a test can ask PostgreSQL how it would.

#include "sql/parameters.hpp"
#include "workflows/app/ports/convention_store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace contreseing::sql {

/// The names in an act's state that it is searched by, one a line.
struct SearchedNames {
    std::string parties;
    std::string people;  ///< representatives and signatories
};

SearchedNames searched_names(const workflows::State& state);

/// Numbers behind a year as references write them, so that `2026-7` and `2026-0007` find
/// `2026-007`; the rest as it is.
std::string with_reference_numbers(std::string_view search);

struct ListStatement {
    std::string name;  ///< of a text that does not depend on what is asked; else empty
    std::string text;
    Parameters parameters;
};

/// Patterns over plain words, as `word_patterns` gives them, for the texts of a query.
struct SearchedWords {
    std::vector<std::string> everywhere;
    std::vector<std::string> in_parties;
    /// Those of `everywhere` and `in_parties` that many conventions hold: the index would give
    /// many of them for such a word, which is dearer than looking at what the others leave.
    std::vector<std::string> common;

    [[nodiscard]] std::vector<std::string> all() const;
};

/// What `query` asks for, its words aside.
ListStatement list_without_words(const workflows::app::SummaryQuery& query);

/// The rows with these words among the first thousand of the list: for words that many hold
/// together. As many rows as the query's limit are the answer; fewer may not be all.
ListStatement list_among_first(
    const workflows::app::SummaryQuery& query, const SearchedWords& words
);

/// The rows with these words. Where not all of them are common, those that are not find the rows by
/// their index, which are then sorted: no newer row is looked at.
ListStatement list_by_words(const workflows::app::SummaryQuery& query, const SearchedWords& words);

/// Of a hundred conventions of the campus from all its years, a row for each of `patterns`, in
/// their order: how many conventions they are, how many hold all patterns, how many hold this one.
ListStatement how_common(
    const workflows::CampusId& campus, const std::vector<std::string>& patterns
);

}  // namespace contreseing::sql
