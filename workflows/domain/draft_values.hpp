#pragma once

#include "workflows/domain/decide.hpp"

#include <map>
#include <string>
#include <vector>

namespace contreseing::workflows {

// What was typed in a draft, checked and normalised; a refusal names the first value that cannot
// stand.

using Fields = std::map<std::string, FieldValue>;

/// Normalises in place; false when it is not a line.
bool tidy_line(std::string& text);

/// Values of the type's fields: lines and paragraphs normalised, choices in printing order.
Expected<Fields, Refused> parse_fields(const ConventionType& type, const Fields& typed);

/// Drops empty ones.
std::optional<Refused> tidy_visas(std::vector<std::string>& visas);

/// Every role of the type must be played by somebody.
std::optional<Refused> tidy_parties(const ConventionType& type, std::vector<Party>& parties);

/// The places as a draft may hold them: nothing of a round, new ones numbered after all others.
/// `parties` is how many there are.
std::optional<Refused> tidy_slots(
    const State& state, std::size_t parties, std::vector<Slot>& slots
);

}  // namespace contreseing::workflows
