#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace contreseing::text {

/// Scalars from `first` to `last`, both included.
struct ScalarRange {
    char32_t first;
    char32_t last;
};

inline bool is_in(std::span<const ScalarRange> ranges, char32_t scalar) {
    return std::any_of(ranges.begin(), ranges.end(), [scalar](const ScalarRange& range) {
        return scalar >= range.first && scalar <= range.last;
    });
}

// What a character is to this house, whoever typed, pasted or sent it.

/// U+0000-001F and U+007F-009F.
bool is_control(char32_t scalar);

/// U+2028 and U+2029, which break a line as `\n` does.
bool is_line_separator(char32_t scalar);

/// White space and the byte order mark, which is trimmed with it.  Source: Unicode 15, White_Space.
bool is_blank(char32_t scalar);

/// Shown as nothing by itself, though it may change its neighbours: joiners, zero-width spaces,
/// soft hyphens, variation selectors, fillers, tags.  Source: Unicode 15,
/// Default_Ignorable_Code_Point; and the empty braille cell.
bool is_invisible(char32_t scalar);

/// Text after it is shown in another order than it is stored.  Source: Unicode 15, Bidi_Control.
bool is_bidi_control(char32_t scalar);

/// Invisible, and of no use in what people type but to hide words, or their order, from who reads:
/// bidirectional controls, tags, blank fillers, interlinear and deprecated format characters.
/// What `is_invisible` knows besides comes along with what is copied: joiners, zero-width spaces,
/// soft hyphens, variation selectors.
bool is_hiding(char32_t scalar);

/// U+200C, U+200D and U+FE00-FE0F: they change how the sign or letter before them is drawn.
bool is_joiner_or_selector(char32_t scalar);

/// Hyphens, dashes and the minus sign.  Source: Unicode 15, Dash.
bool is_dash(char32_t scalar);

/// Straight, curved, angular and full-width quotation marks, apostrophes included.
/// Source: Unicode 15, Quotation_Mark.
bool is_quote(char32_t scalar);

/// The ASCII character of which `scalar` is a wide or narrow form (`１`, `＠`, `．`, and the stop
/// that Japanese keyboards type for a dot); any other as it is.
/// Source: Unicode 15, compatibility mappings of U+FF01-FF5E, U+FE52, U+FE6B and U+3002.
char32_t narrowed(char32_t scalar);

/// A letter or digit of any script: what is neither blank, invisible nor general punctuation.
bool is_letter_or_digit(char32_t scalar);

/// Lower case without accent for ASCII and the letters of French; any other scalar as it is.
/// Enough to compare names and to find « À DÉFINIR », not a full case folding.
char32_t folded(char32_t scalar);

/// The lower case of an ASCII letter; any other byte as it is.
constexpr char lower_ascii(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
/// The same, of each.
std::string lower_ascii(std::string_view text);
constexpr bool is_ascii_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii_alphanumeric(char c) {
    return is_ascii_digit(c) || (lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z');
}
/// 0 to 15 for a hexadecimal digit of either case, -1 for anything else.
constexpr int hex_value(char c) {
    const char lower = lower_ascii(c);
    return is_ascii_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace contreseing::text
