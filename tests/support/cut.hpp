#pragma once

#include "text/characters.hpp"
#include "text/utf8.hpp"
#include "workflows/app/ports/slice.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::test_support {

/// The part of `all`, already in order, that `slice` asks for.
template <class Row, class Key, class KeyOf>
std::vector<Row> cut(std::vector<Row> all, const workflows::app::Slice<Key>& slice, KeyOf key_of) {
    if (slice.after) {
        const auto last = std::find_if(all.begin(), all.end(), [&](const Row& row) {
            return key_of(row) == *slice.after;
        });
        all.erase(all.begin(), last == all.end() ? last : last + 1);
    }
    all.resize(std::min(all.size(), static_cast<std::size_t>(slice.limit)));
    return all;
}

/// Words without case and accents, as far as the letters of French go, each after a blank.
inline std::string plain(const std::string& text) {
    std::string out = " ";
    for (std::size_t at = 0; at < text.size();) {
        const auto scalar = text::next_scalar(text, at);
        at += scalar ? 0 : 1;
        const auto letter = text::folded(scalar.value_or(U'?'));
        const bool sign = std::u32string_view(U"%_&@+#€").find(letter) != std::u32string_view::npos;
        const bool parts = (letter < 0x80 && std::isalnum(static_cast<int>(letter)) == 0) ||
                           letter == 0xA0 || letter == 0x02BC ||
                           (letter >= 0x2000 && letter <= 0x206F);
        if (letter == U'œ' || scalar == U'œ' || scalar == U'Œ') {
            out += "oe";
        } else if (sign || (!parts && (letter < 0x0300 || letter > 0x036F))) {
            text::append_scalar(out, letter);
        } else if (parts && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

/// Whether `text` holds each part of `search` between blanks and apostrophes, in any order; those of
/// one or two letters where a word begins. A search without words finds nothing, an empty one all.
inline bool holds_words(const std::string& text, const std::string& search) {
    const std::string words = plain(text);
    std::string parts = search;
    for (const std::string_view parting : {"'", "’", "\u02BC", "\u00A0"}) {
        for (std::size_t at = parts.find(parting); at != std::string::npos;
             at = parts.find(parting, at)) {
            parts.replace(at, parting.size(), " ");
        }
    }
    std::istringstream wanted(parts);
    std::size_t count = 0;
    for (std::string part; wanted >> part;) {
        std::string word = plain(part).substr(1);
        word.resize(word.find_last_not_of(' ') + 1);
        if (word.empty()) {
            continue;
        }
        ++count;
        if (words.find((word.size() < 3 ? " " : "") + word) == std::string::npos) {
            return false;
        }
    }
    return count > 0 || search.empty();
}

/// Leaves out of `all` the rows whose text does not hold the words of `search`.
template <class Row, class TextOf>
void keep_found(std::vector<Row>& all, const std::string& search, TextOf text_of) {
    std::erase_if(all, [&](const Row& row) { return !holds_words(text_of(row), search); });
}

}  // namespace contreseing::test_support
