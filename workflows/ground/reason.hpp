#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// Characters of what somebody says why they do something, in one line or several: the same
/// wherever it is asked.
inline constexpr int kLongestReason = 2'000;

/// A reason for the journal, as `parse_paragraph` reads it; nullopt for one that is empty, too long
/// or no text.
std::optional<std::string> parse_reason(std::string_view text);

}  // namespace contreseing::workflows
