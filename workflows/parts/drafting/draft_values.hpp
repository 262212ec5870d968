#pragma once

#include "workflows/domain/decide.hpp"

#include <map>
#include <string>
#include <vector>

namespace contreseing::workflows {

// What was typed in a draft, checked and normalised. Every value that cannot stand is added to
// `faults`, so that all are mended in one go.

using Fields = std::map<std::string, FieldValue>;
using Faults = std::vector<Refused>;

/// Normalises in place; false when it is not a line.
bool tidy_line(std::string& text);
/// Normalises in place; false when nobody is called so.
bool tidy_name(std::string& text);
/// Normalises in place; false when it cannot be the title of an act.
bool tidy_title(std::string& text);

/// Values of the type's fields: lines and paragraphs normalised, choices in printing order.
Fields parse_fields(const ConventionType& type, const Fields& typed, Faults& faults);

/// Drops empty ones.
void tidy_visas(std::vector<std::string>& visas, Faults& faults);

/// Every role of the type must be played by somebody. Gives numbers to new ones.
void tidy_parties(
    const ConventionType& type, const State& state, std::vector<Party>& parties, Faults& faults
);

/// The places as a draft may hold them: nothing of a round, new ones numbered after all others.
/// Each is of one of `parties`.
void tidy_slots(
    const State& state, const std::vector<Party>& parties, std::vector<Slot>& slots, Faults& faults
);

/// Each names one act, once: another of the campus (`around.related`), or one signed elsewhere by
/// today. `own` is the draft's id.
void tidy_relations(
    const Surroundings& around,
    const ConventionId& own,
    std::vector<Relation>& relations,
    Faults& faults
);

}  // namespace contreseing::workflows
