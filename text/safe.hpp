#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace contreseing::text {

/// `text` as one harmless line of at most `max_bytes` bytes: bad bytes become `?`, controls and
/// runs of spaces one space, characters that hide (`is_hiding`) nothing; cut between characters.
[[nodiscard]] std::string to_safe_line(std::string_view text, std::size_t max_bytes);

/// As `to_safe_line`, in lines (`\n`): blanks at their ends are dropped, and of several empty lines
/// one is kept.
[[nodiscard]] std::string to_safe_lines(std::string_view text, std::size_t max_bytes);

/// The characters of `text` that hide something (`is_hiding`), each once, in their order.
[[nodiscard]] std::u32string hiding_characters(std::string_view text);

}  // namespace contreseing::text
