#pragma once

#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

/// Why a text is not the JSON that was expected, and where (RFC 6901 pointer, empty for the
/// whole). `message` is English, for logs and API clients, and repeats nothing of the input.
struct JsonProblem {
    std::string pointer;
    std::string message;
    bool operator==(const JsonProblem&) const = default;
};

/// `pointer` with `/member` added, escaped as RFC 6901 asks.
std::string pointer_to(const std::string& pointer, std::string_view member);

}  // namespace contreseing::workflows::codec
