#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::workflows::codec {

/// The one spelling of `value`: members in the order of their UTF-16 code units, no blank,
/// numbers as ECMAScript writes them (so integers beyond 2^53 as the nearest double).
/// Source: RFC 8785. `value` must hold valid UTF-8, as all parsed JSON does.
std::string canonical(const nlohmann::json& value);

/// One string in that spelling, quotes included.
std::string canonical_string(const std::string& text);

}  // namespace contreseing::workflows::codec
