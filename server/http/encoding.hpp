#pragma once

#include "text/encodings.hpp"
#include "text/utf8.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::http {

using text::is_utf8;
using text::percent_decode;
using text::percent_encode;
using text::PlusSign;

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
