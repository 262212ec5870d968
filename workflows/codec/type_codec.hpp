#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/ground/expected.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows::codec {

/// A type about to be published, or everything that is wrong with it: strict JSON, all that the
/// schema says (docs/types.md), and what a schema cannot say. Never throws.
Expected<ConventionType, std::vector<JsonProblem>> type_from_json(std::string_view text);

/// A type as it was published, under the rules of that day: strict JSON and no unknown member;
/// what it does not say takes the default, and former words of its clauses are understood.
Expected<ConventionType, JsonProblem> published_type_from_json(std::string_view text);

/// Canonical JSON of a type; `type_from_json` gives the same type back.
std::string type_to_json(const ConventionType& type);

/// What a schema cannot say and that is wrong: keys that are none or used twice, a slot of no
/// party, a register without its field, texts that cannot be printed.
std::vector<JsonProblem> type_contradictions(const ConventionType& type);

/// The JSON Schema (draft 7) of `type_from_json`, indented: `workflows/types/schema.json`. Without
/// `pattern`, which a validator would run as a regular expression.
std::string type_schema();

}  // namespace contreseing::workflows::codec
