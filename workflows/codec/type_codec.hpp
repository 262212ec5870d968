#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

/// A type as published: strict JSON, no unknown member, and all that `check_type` asks. Members
/// bear the names of `ConventionType`; those left out take its defaults. Never throws.
Expected<ConventionType, JsonProblem> type_from_json(std::string_view text);

/// Canonical JSON of a type; `type_from_json` gives the same type back.
std::string type_to_json(const ConventionType& type);

/// The first thing that a schema cannot say and that is wrong: keys used twice, a slot of no
/// party, a register without its field, numbers out of range, a text without French.
std::optional<JsonProblem> check_type(const ConventionType& type);

}  // namespace contreseing::workflows::codec
