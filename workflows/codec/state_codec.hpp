#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/ground/expected.hpp"

#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

/// The state's row as compact JSON: short names (each beside its readable one in `describe.hpp`
/// and `state_codec.cpp`), instants as microseconds since 1970, empty members left out.
std::string state_to_json(const State& state);

/// The state that `state_to_json` wrote. Never throws on the text.
Expected<State, JsonProblem> state_from_json(std::string_view text);

}  // namespace contreseing::workflows::codec
