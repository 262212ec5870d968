#pragma once

#include <string>
#include <string_view>

namespace contreseing::workflows {

/// Where a text is drawn: in the act itself, or in a signature's frame too, whose font knows
/// letters and punctuation only.
enum class DrawnIn { Text, Signature };

/// Whether the fonts of an act have a sign of its own for `scalar`: Latin, Greek and Cyrillic
/// whole, and the usual signs; no emoji, no script that is written from right to left or whose
/// letters join, no mark without a letter that carries it. What is drawn as nothing is drawn.
/// Source: DejaVu Sans 2.37, fonts-dejavu-core of Debian 12; `tests` compare.
bool is_drawable(char32_t scalar, DrawnIn where);

/// The characters of `text` that would be missing, each once, in their order; empty: none.
std::u32string undrawable(std::string_view text, DrawnIn where);

/// « ễ (U+1EC5), U+E0041 »: each as it is where it can be shown at all, and by its number.
std::string characters_named(std::u32string_view characters);

}  // namespace contreseing::workflows
