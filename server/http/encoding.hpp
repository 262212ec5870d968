#pragma once

#include "text/utf8.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::server::http {

enum class PlusSign { Literal, Space };

/// Decodes percent escapes. Nothing when an escape is malformed or stands for NUL.
/// Source: RFC 3986 2.1; `PlusSign::Space` is the WHATWG URL form encoding.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, PlusSign plus);

/// Escapes every byte that RFC 3986 2.3 does not call unreserved.
[[nodiscard]] std::string percent_encode(std::string_view text);

using text::is_utf8;

/// True when a byte below 0x20 (tabulation included) or 0x7f is present.
[[nodiscard]] bool has_control(std::string_view text);

/// True for a non-empty `token`. Source: RFC 9110 5.6.2.
[[nodiscard]] bool is_token(std::string_view text);

/// Compares ASCII letters without their case.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

/// A JSON string, quotes included; bytes that are not UTF-8 become U+FFFD. Source: RFC 8259 7.
[[nodiscard]] std::string json_quote(std::string_view text);

/// True when both are equal; the time taken depends on their lengths only.
[[nodiscard]] bool equals_in_constant_time(std::string_view a, std::string_view b);

}  // namespace contreseing::server::http
