#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/ground/expected.hpp"

#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::workflows::codec {

/// A type that the schema accepts, or everything that it refuses: strict JSON within the bounds of
/// the description. Never throws.
Expected<ConventionType, std::vector<JsonProblem>> read_within_bounds(std::string_view text);

/// Where `node`, from which `type` was read, leaves the bounds of the description: what is missing,
/// too long, too many, or not of its kind.
std::vector<JsonProblem> out_of_bounds(const nlohmann::json& node, const ConventionType& type);

}  // namespace contreseing::workflows::codec
