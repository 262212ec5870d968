#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::text {

/// The scalar value that starts at `at`, which moves past it; nullopt (and `at` unchanged) where
/// the bytes are not well-formed UTF-8: overlong forms, surrogates, truncated or beyond U+10FFFF.
/// Source: Unicode 15, table 3-7.
std::optional<char32_t> next_scalar(std::string_view text, std::size_t& at);

/// Whether all of `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);

void append_scalar(std::string& out, char32_t scalar);

}  // namespace contreseing::text
