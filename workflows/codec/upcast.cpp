#include "workflows/codec/upcast.hpp"

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

int current_version(std::span<const Upcast> steps, std::string_view type) {
    int version = 1;
    for (const auto& step : steps) {
        if (step.type == type && step.from >= version) {
            version = step.from + 1;
        }
    }
    return version;
}

Expected<int, JsonProblem> upcast(
    std::span<const Upcast> steps, std::string_view type, int v, nlohmann::json& body
) {
    const int wanted = current_version(steps, type);
    if (v < 1 || v > wanted) {
        return Unexpected{JsonProblem{"/v", "unknown version of the event"}};
    }
    for (; v < wanted; ++v) {
        for (const auto& step : steps) {
            if (step.type == type && step.from == v) {
                step.apply(body);
            }
        }
    }
    return v;
}

std::span<const Upcast> known_upcasts() {
    return {};
}

}  // namespace contreseing::workflows::codec
