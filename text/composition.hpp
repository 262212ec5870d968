#pragma once

#include <string>
#include <string_view>

namespace contreseing::text {

/// `utf8` as it is kept here: letters and their marks in one character where
/// Unicode has one (NFC), and what programs paste in place of plain letters written as these:
/// ligatures (`ﬃ`), full width (`Ａ`), mathematical alphabets (`𝐀`). Anything else as it is: `½`
/// and `№` stay, and so does what is not UTF-8. Source: UAX #15.
std::string composed(std::string_view utf8);

/// A letter or a figure of any script, by its general category: not a mark, a sign, a blank, a
/// private, unassigned or formatting character.
bool is_letter_or_figure(char32_t scalar);

/// Something a reader could see by itself: as above, or a sign; not a mark that needs a letter.
bool is_meant_to_be_seen(char32_t scalar);

}  // namespace contreseing::text
