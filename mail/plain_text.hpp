#pragma once

#include <string>
#include <string_view>

namespace contreseing::mail {

/// The words of an HTML text, for people to read where there is no other: without tags, scripts,
/// styles and comments, blocks on lines of their own. What comes out is text, not markup: escape
/// it.
[[nodiscard]] std::string text_of_html(std::string_view html);

}  // namespace contreseing::mail
