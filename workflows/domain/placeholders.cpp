#include "workflows/domain/placeholders.hpp"

#include "workflows/domain/utf8.hpp"

#include <string>

namespace contreseing::workflows {

namespace {

bool is_word_character(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c > 0xBF;
}

/// Length of the run of `c` in `text` from `at`.
std::size_t run(std::u32string_view text, std::size_t at, char32_t c) {
    const auto end = text.find_first_not_of(c, at);
    return (end == std::u32string_view::npos ? text.size() : end) - at;
}

bool is_word(std::u32string_view text, std::size_t at, std::size_t length) {
    const bool starts = at == 0 || !is_word_character(text[at - 1]);
    const bool ends = at + length == text.size() || !is_word_character(text[at + length]);
    return starts && ends;
}

}  // namespace

bool has_placeholder(std::string_view text) {
    std::u32string letters;
    std::size_t at = 0;
    while (const auto scalar = next_scalar(text, at)) {
        letters.push_back(folded(*scalar));
    }
    if (letters.find(U'…') != std::u32string::npos ||
        letters.find(U"....") != std::u32string::npos ||
        letters.find(U"____") != std::u32string::npos ||
        letters.find(U"--") != std::u32string::npos ||
        letters.find(U"a definir") != std::u32string::npos) {
        return true;
    }
    for (std::size_t i = letters.find(U'x'); i != std::u32string::npos;) {
        const auto length = run(letters, i, U'x');
        if (length >= 3 && is_word(letters, i, length)) {
            return true;
        }
        i = letters.find(U'x', i + length);
    }
    return false;
}

}  // namespace contreseing::workflows
