#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace contreseing::mail {

/// One decoded character; `length` 0 means that the bytes at this place are not UTF-8.
struct Character {
    char32_t code = 0;
    std::size_t length = 0;
};

/// The character that starts at `text[at]` (`at < text.size()`); surrogates and over-long forms
/// are not UTF-8.
/// Source: RFC 3629 4.
[[nodiscard]] Character character_at(std::string_view text, std::size_t at) noexcept;

/// U+0000-001F, U+007F-009F and the line and paragraph separators U+2028 and U+2029.
[[nodiscard]] bool is_control(char32_t code) noexcept;

/// Bidirectional embeddings, overrides and isolates (U+202A-E, U+2066-9): they make a text read
/// in another order than it is written.
[[nodiscard]] bool is_bidi_override(char32_t code) noexcept;

/// `text` as one harmless line of at most `max_bytes` bytes: bad bytes become `?`, controls and
/// blanks one space, bidirectional overrides nothing; cut between characters.
[[nodiscard]] std::string to_safe_line(std::string_view text, std::size_t max_bytes);

}  // namespace contreseing::mail
