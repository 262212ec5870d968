#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/ground/expected.hpp"

#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::workflows::codec {

/// One step from an event's body as version `from` wrote it to what `from + 1` writes. Works on
/// the body before it is read, commitments to erased values included.
struct Upcast {
    std::string_view type;
    int from = 1;
    void (*apply)(nlohmann::json& body) = nullptr;
};

/// Version in which events of `type` are written now, given the steps there are.
int current_version(std::span<const Upcast> steps, std::string_view type);

/// Lifts a body of version `v` to the current one; refuses a version from the future.
Expected<int, JsonProblem> upcast(
    std::span<const Upcast> steps, std::string_view type, int v, nlohmann::json& body
);

/// The steps that stored events need: none so far, every event is in its first version.
std::span<const Upcast> known_upcasts();

}  // namespace contreseing::workflows::codec
