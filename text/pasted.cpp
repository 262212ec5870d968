#include "text/pasted.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace contreseing::text {

namespace {

constexpr std::size_t kLongestLink = 8U << 10U;
constexpr int kMostWrappings = 6;

/// As a keyboard would have typed it: one space for a run of blanks, nothing for what is not seen.
std::string as_typed(std::string_view pasted) {
    std::string out;
    for (std::size_t at = 0; at < pasted.size();) {
        const auto scalar = next_scalar(pasted, at);
        if (!scalar) {
            out += pasted[at++];  // nothing good comes of it: whoever reads this refuses it
        } else if (is_blank(*scalar) || *scalar == U'\r' || is_line_separator(*scalar)) {
            if (!out.empty() && out.back() != ' ') {
                out += ' ';
            }
        } else if (is_dash(*scalar)) {
            out += '-';
        } else if (*scalar == 0x2018 || *scalar == 0x2019 || *scalar == 0xFF07) {
            out += '\'';
        } else if (!is_invisible(*scalar)) {
            append_scalar(out, narrowed(*scalar));
        }
    }
    if (out.ends_with(' ')) {
        out.pop_back();
    }
    return out;
}

/// Takes one character off `text` when it is among `marks`.
bool take_front(std::string_view& text, std::u32string_view marks) {
    std::size_t at = 0;
    const auto scalar = next_scalar(text, at);
    const bool found = scalar && marks.find(*scalar) != std::u32string_view::npos;
    text.remove_prefix(found ? at : 0);
    return found;
}
bool take_back(std::string_view& text, std::u32string_view marks) {
    std::size_t at = text.size();
    while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0U) == 0x80U) {
    }
    std::size_t end = at;
    const auto scalar = next_scalar(text, end);
    const bool found =
        scalar && end == text.size() && marks.find(*scalar) != std::u32string_view::npos;
    text.remove_suffix(found ? text.size() - at : 0);
    return found;
}

bool take_word(std::string_view& text, std::string_view lower_word) {
    const auto front = text.substr(0, lower_word.size());
    const bool found = std::equal(
        front.begin(),
        front.end(),
        lower_word.begin(),
        lower_word.end(),
        [](char a, char b) { return lower_ascii(a) == b; }
    );
    text.remove_prefix(found ? lower_word.size() : 0);
    return found;
}

int hex_value(char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto at = kDigits.find(lower_ascii(c));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Decodes what is an escape after `mark` and keeps the rest.
std::string unescaped(std::string_view text, char mark) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == mark && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high < 0 ? -1 : hex_value(text[i + 2]);
        if (low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

}  // namespace

std::optional<std::string> pasted_digits(std::string_view typed) {
    std::string digits;
    for (const char c : as_typed(typed)) {
        if (is_ascii_digit(c)) {
            digits += c;
        } else if (c != ' ' && c != '-' && c != '.') {
            return std::nullopt;
        }
    }
    return digits;
}

std::string pasted_address(std::string_view typed) {
    const std::string whole = as_typed(typed);
    std::string_view text = whole;
    const auto open = text.find('<');
    if (open != std::string_view::npos && open == text.rfind('<')) {
        const auto inside = text.substr(open + 1, text.find('>', open) - open - 1);
        const bool alone =
            inside.find('@') != std::string_view::npos &&
            text.substr(0, open).find('@') == std::string_view::npos &&
            text.substr(open + 1 + inside.size()).find('@') == std::string_view::npos;
        text = alone ? inside : text;
    }
    while (take_front(text, U" <[(\"'`«‹“‘„")) {
    }
    if (take_word(text, "mailto:")) {
        text = text.substr(0, text.find('?'));  // `?subject=`, of a copied link
        while (take_front(text, U" ")) {
        }
    }
    while (take_back(text, U" >])\"'`»›”’.,;:")) {
    }
    std::string address;
    for (const char c : text) {
        if (c == '@' && address.ends_with(' ')) {
            address.pop_back();
        }
        if (c != ' ' || !address.ends_with('@')) {
            address += c;
        }
    }
    return address;
}

std::string pasted_link(std::string_view typed, Blanks blanks) {
    std::string text;
    typed = typed.substr(0, kLongestLink);
    for (std::size_t at = 0; at < typed.size();) {
        const auto scalar = next_scalar(typed, at);
        if (!scalar) {
            ++at;
        } else if (is_blank(*scalar) || is_control(*scalar) || is_line_separator(*scalar)) {
            // A line that ends in `=` goes on: quoted-printable (RFC 2045 6.7).
            if ((*scalar == U'\n' || *scalar == U'\r') && text.ends_with('=')) {
                text.pop_back();
            } else if (blanks == Blanks::Kept && !text.ends_with(' ')) {
                text += ' ';
            }
        } else if (!is_invisible(*scalar) && !is_quote(*scalar) && *scalar != U'<' && *scalar != U'>') {
            append_scalar(text, narrowed(*scalar));
        }
    }
    for (int i = 0; i < kMostWrappings; ++i) {
        constexpr std::string_view kSecondVersion = "/v2/url?u=";
        const auto wrapped = text.find(kSecondVersion);
        std::string inner;
        if (wrapped != std::string::npos) {
            const auto begin = wrapped + kSecondVersion.size();
            inner = text.substr(begin, text.find('&', begin) - begin);
            std::replace(inner.begin(), inner.end(), '_', '/');
            inner = unescaped(inner, '-');
        } else {
            inner = unescaped(text, '%');
        }
        if (inner == text) {
            break;
        }
        text = std::move(inner);
    }
    return text;
}

}  // namespace contreseing::text
