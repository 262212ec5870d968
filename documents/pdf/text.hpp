#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace contreseing::documents::pdf {

/// Decodes UTF-8 for display: invalid sequences become U+FFFD, letters and their combining marks
/// are composed, control characters become spaces, runs of spaces collapse; direction marks,
/// zero-width characters and other invisible formatting are dropped, so that nothing can reorder or
/// hide what is shown.
[[nodiscard]] std::u32string displayable(std::string_view utf8);

/// A PDF text string, ASCII in parentheses or UTF-16BE in hexadecimal.
/// Source: ISO 32000-1, 7.9.2.2.
[[nodiscard]] std::string text_string(std::string_view utf8);

/// `D:20260312090000Z`. Source: ISO 32000-1, 7.9.4; EN 319 142-1, 6.3 wants UTC.
[[nodiscard]] std::string pdf_date(std::chrono::sys_seconds instant);

}  // namespace contreseing::documents::pdf
