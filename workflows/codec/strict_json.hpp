#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/ground/expected.hpp"

#include <cstddef>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::workflows::codec {

struct JsonLimits {
    std::size_t bytes = 1'000'000;
    int depth = 64;  ///< nlohmann's dump and copy recurse: 200 000 levels end the process
};

/// One JSON text (RFC 8259) from a stranger. Never throws. Refused: more than the limits allow,
/// a member named twice, invalid UTF-8 and lone surrogates, numbers that no double holds, anything
/// after the value.
Expected<nlohmann::json, JsonProblem> parse_strict(std::string_view text, JsonLimits limits = {});

}  // namespace contreseing::workflows::codec
