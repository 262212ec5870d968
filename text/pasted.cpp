#include "text/pasted.hpp"

#include "text/characters.hpp"
#include "text/mailbox.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <utility>

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

constexpr std::u32string_view kFrontMarks = U" <[(\"'`«‹“‘„";
constexpr std::u32string_view kBackMarks = U" >])\"'`»›”’.,;:";

/// Takes off the words that stand before a number: « Votre code : », « N° ». A letter alone may be
/// a digit that was misread.
void take_label(std::string_view& text) {
    auto label = text.substr(0, text.find_first_of("0123456789"));
    if (label.size() == text.size()) {
        return;
    }
    const auto whole = label.size();
    const bool apart = label.ends_with(' ') || label.ends_with(':');
    while (label.ends_with(' ')) {
        label.remove_suffix(1);
    }
    const auto last_word = label.substr(label.rfind(' ') + 1);
    if (apart && (last_word.size() > 1 || last_word == ":")) {
        text.remove_prefix(whole);
    }
}

bool is_same_address(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower_ascii(x) == lower_ascii(y);
    });
}

/// The one address in `text` that stands there twice, in brackets or behind a colon, as mail
/// programs copy it; empty when there is none or another one. Nothing that bounds it can stand in
/// an address.
std::string_view marked_address(std::string_view text) {
    constexpr std::string_view kBounds = " \t<>[]()\",;:";
    std::string_view found;
    bool marked = false;
    for (std::size_t at = 0; (at = text.find_first_not_of(kBounds, at)) < text.size();) {
        const auto begin = at;
        at = std::min(text.size(), text.find_first_of(kBounds, at));
        auto word = text.substr(begin, at - begin);
        const auto sign = word.find('@');
        if (sign == std::string_view::npos) {
            continue;
        }
        word = word.substr(0, word.find('?', sign));  // `?subject=`, of a copied link
        if (!is_mailbox(word) || (!found.empty() && !is_same_address(found, word))) {
            return {};
        }
        const auto before = text.substr(0, begin);
        const auto mark = before.find_last_not_of(' ');
        marked = marked || !found.empty() ||
                 (mark != std::string_view::npos &&
                  std::string_view("<[(:").find(before[mark]) != std::string_view::npos);
        found = word;
    }
    return marked ? found : std::string_view{};
}

int base64_value(char c) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto at = kDigits.find(c == '-' ? '+' : c == '_' ? '/' : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// The address that `text` holds in base64, of either alphabet; empty when it holds none.
std::string in_base64(std::string_view text) {
    constexpr std::string_view kHttp = "aHR0c";
    const auto begin = text.find(kHttp);
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (std::size_t i = begin; i < text.size() && base64_value(text[i]) >= 0; ++i) {
        bits = (bits << 6U) | static_cast<unsigned>(base64_value(text[i]));
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
        }
    }
    return out;
}

}  // namespace

std::optional<std::string> pasted_digits(std::string_view typed) {
    const std::string whole = as_typed(typed);
    std::string_view text = whole;
    take_label(text);
    while (take_front(text, kFrontMarks)) {
    }
    while (take_back(text, kBackMarks)) {
    }
    std::string digits;
    for (const char c : text) {
        if (is_ascii_digit(c)) {
            digits += c;
        } else if (c != ' ' && c != '-' && c != '.') {
            return std::nullopt;
        }
    }
    return digits;
}

std::string pasted_address(std::string_view typed) {
    std::string whole = as_typed(typed);
    for (const auto& [escape, mark] : {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}}) {
        for (auto at = whole.find(escape); at != std::string::npos; at = whole.find(escape, at)) {
            whole.replace(at, std::string_view(escape).size(), mark);
        }
    }
    if (whole.find('@') == std::string::npos) {
        whole = unescaped(whole, '%');
    }
    std::string closed;  // no blank on either side of an `@`
    for (const char c : whole) {
        if (c == '@' && closed.ends_with(' ')) {
            closed.pop_back();
        }
        if (c != ' ' || !closed.ends_with('@')) {
            closed += c;
        }
    }
    if (const auto marked = marked_address(closed); !marked.empty()) {
        return std::string(marked);
    }
    std::string_view text = closed;
    while (take_front(text, kFrontMarks)) {
    }
    while (take_back(text, kBackMarks)) {
    }
    return std::string(text);
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
    const auto decoded = in_base64(text);
    return decoded.empty() ? text : text + "/" + decoded;
}

}  // namespace contreseing::text
