#pragma once

#include "text/characters.hpp"
#include "text/utf8.hpp"
#include "workflows/app/ports/slice.hpp"

#include <algorithm>
#include <cctype>
#include <string>
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

/// Without case and accents, as far as the letters of French go.
inline std::string plain(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto scalar = text::next_scalar(text, at);
        text::append_scalar(out, text::folded(scalar.value_or(U'?')));
        at += scalar ? 0 : 1;
    }
    return out;
}

inline std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

/// Leaves out of `all` the rows whose text does not contain `search`, case and accents aside.
template <class Row, class TextOf>
void keep_found(std::vector<Row>& all, const std::string& search, TextOf text_of) {
    std::erase_if(all, [&](const Row& row) {
        return plain(text_of(row)).find(plain(search)) == std::string::npos;
    });
}

}  // namespace contreseing::test_support
