#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/ground/expected.hpp"

#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

/// The state's row as compact JSON, an object for the spine and one for each part: short names (each
/// beside its readable one in `describe.hpp` and `state_codec.cpp`), instants as microseconds since
/// 1970, empty members left out.
std::string state_to_json(const State& state);

/// What a row that this program does not write says; its journal is to be folded anew.
inline constexpr std::string_view kOtherFormat = "another format";

/// The state that `state_to_json` wrote. A part that is absent is its default. Never throws on the
/// text.
Expected<State, JsonProblem> state_from_json(std::string_view text);

}  // namespace contreseing::workflows::codec
