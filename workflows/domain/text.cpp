#include "workflows/domain/text.hpp"

#include "text/composition.hpp"
#include "workflows/domain/utf8.hpp"

#include <algorithm>
#include <span>

namespace contreseing::workflows {

namespace {

constexpr std::size_t kMailboxLength = 254;   // RFC 5321, 4.5.3.1.3
constexpr std::size_t kLocalPartLength = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t kLabelLength = 63;      // RFC 1035, 2.3.4

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_local_character(char c) {
    // RFC 5322 atext without the routing marks `!` and `%`, the backquote, braces and bar, which no
    // mailbox needs and some servers and shells act on.
    return is_alphanumeric(c) || std::string_view("#$&'*+-/=?^_~.").find(c) != std::string::npos;
}

bool is_local_part(std::string_view local) {
    return !local.empty() && local.size() <= kLocalPartLength && local.front() != '.' &&
           local.back() != '.' && local.find("..") == std::string_view::npos &&
           std::all_of(local.begin(), local.end(), is_local_character);
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLabelLength && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return is_alphanumeric(c) || c == '-';
           });
}

bool is_domain(std::string_view domain) {
    while (true) {
        const auto dot = domain.find('.');
        if (!is_label(domain.substr(0, dot))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        domain.remove_prefix(dot + 1);
    }
}

bool is_control(char32_t scalar) {
    return scalar < 0x20 || (scalar >= 0x7F && scalar <= 0x9F);
}

/// The Bidi_Control property: text that is shown in another order than it is stored.
bool is_bidi_control(char32_t scalar) {
    return scalar == 0x061C || scalar == 0x200E || scalar == 0x200F ||
           (scalar >= 0x202A && scalar <= 0x202E) || (scalar >= 0x2066 && scalar <= 0x2069);
}

bool is_line_separator(char32_t scalar) {
    return scalar == 0x2028 || scalar == 0x2029;
}

struct Range {
    char32_t first;
    char32_t last;
};

bool is_in(std::span<const Range> ranges, char32_t scalar) {
    return std::any_of(ranges.begin(), ranges.end(), [scalar](const Range& range) {
        return scalar >= range.first && scalar <= range.last;
    });
}

/// White space, and what is trimmed with it. Source: Unicode 15, White_Space.
bool is_blank(char32_t scalar) {
    constexpr Range kBlanks[] = {
        {U'\t', U'\n'},
        {U' ', U' '},
        {0xA0, 0xA0},
        {0x1680, 0x1680},
        {0x2000, 0x200A},
        {0x202F, 0x202F},
        {0x205F, 0x205F},
        {0x3000, 0x3000},
        {0xFEFF, 0xFEFF},
    };
    return is_in(kBlanks, scalar);
}

/// Shown as nothing by itself, though it may change its neighbours: joiners, variation selectors,
/// fillers, tags. Source: Unicode 15, Default_Ignorable_Code_Point; and the empty braille cell.
bool is_invisible(char32_t scalar) {
    constexpr Range kInvisible[] = {
        {0xAD, 0xAD},
        {0x034F, 0x034F},
        {0x061C, 0x061C},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x200B, 0x200F},
        {0x202A, 0x202E},
        {0x2060, 0x206F},
        {0x2800, 0x2800},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFF8},
        {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A},
        {0xE0000, 0xE0FFF},
    };
    return is_in(kInvisible, scalar);
}

bool is_letter_or_digit(char32_t scalar) {
    constexpr Range kPunctuation[] = {
        {0x80, 0xA9},      // Latin-1 before the feminine ordinal
        {0xAB, 0xB4},      // « and on, before the micro sign
        {0xB6, 0xB9},      // before the masculine ordinal
        {0xBB, 0xBF},      // » and on
        {0xD7, 0xD7},      // ×
        {0xF7, 0xF7},      // ÷
        {0x2010, 0x2BFF},  // dashes, quotes, arrows, box drawing…
        {0x3001, 0x3003},  // CJK comma and stop
        {0x3008, 0x3020},  // CJK brackets
    };
    return scalar < 0x80
               ? is_alphanumeric(static_cast<char>(scalar))
               : !is_blank(scalar) && !is_invisible(scalar) && !is_in(kPunctuation, scalar);
}

bool begins_within_a_word(std::string_view text) {
    std::size_t at = 0;
    const auto scalar = next_scalar(text, at);
    return scalar && is_letter_or_digit(*scalar);
}

bool ends_within_a_word(std::string_view text) {
    std::size_t last = text.size();
    while (last > 0) {
        --last;
        if ((static_cast<unsigned char>(text[last]) & 0xC0U) != 0x80U) {
            break;
        }
    }
    return begins_within_a_word(text.substr(last));
}

enum class Breaks { Refused, Kept };

std::optional<std::string> parse_text(std::string_view typed, std::size_t limit, Breaks breaks) {
    const std::string text = text::composed(typed);
    std::string out;
    out.reserve(text.size());
    std::size_t kept = 0;  // bytes of `out` up to the last character that is not blank
    std::size_t characters = 0;
    bool visible = false;
    bool meant = false;
    std::size_t at = 0;
    while (at < text.size()) {
        auto scalar = next_scalar(text, at);
        if (!scalar || is_bidi_control(*scalar)) {
            return std::nullopt;
        }
        if (*scalar == U'\r' && at < text.size() && text[at] == '\n') {
            ++at;
        }
        if (*scalar == U'\r' || is_line_separator(*scalar)) {
            scalar = U'\n';
        }
        const bool allowed_break = *scalar == U'\n' || *scalar == U'\t';
        if (is_control(*scalar) && !(breaks == Breaks::Kept && allowed_break)) {
            return std::nullopt;
        }
        if (is_blank(*scalar) && out.empty()) {
            continue;
        }
        append_scalar(out, *scalar);
        ++characters;
        if (!is_blank(*scalar)) {
            if (characters > limit) {
                return std::nullopt;
            }
            kept = out.size();
            visible = visible || !is_invisible(*scalar);
            meant = meant || text::is_meant_to_be_seen(*scalar);
        }
    }
    if (visible && !meant) {
        return std::nullopt;
    }
    out.resize(visible ? kept : 0);
    return out;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = lower_ascii(c);
    }
    return lower;
}

std::size_t find_words(std::string_view text, std::string_view words, std::size_t from) {
    while (!words.empty() && from <= text.size()) {
        const auto found = std::search(
            text.begin() + static_cast<std::ptrdiff_t>(from),
            text.end(),
            words.begin(),
            words.end(),
            [](char x, char y) { return lower_ascii(x) == lower_ascii(y); }
        );
        if (found == text.end()) {
            break;
        }
        const auto at = static_cast<std::size_t>(found - text.begin());
        if (!ends_within_a_word(text.substr(0, at)) &&
            !begins_within_a_word(text.substr(at + words.size()))) {
            return at;
        }
        from = at + 1;
    }
    return std::string_view::npos;
}

std::optional<EmailAddress> parse_email(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > kMailboxLength || at == std::string_view::npos ||
        !is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1))) {
        return std::nullopt;
    }
    return EmailAddress{std::string(text)};
}

bool same_mailbox(const EmailAddress& a, const EmailAddress& b) {
    return std::equal(
        a.text.begin(),
        a.text.end(),
        b.text.begin(),
        b.text.end(),
        [](char x, char y) { return lower_ascii(x) == lower_ascii(y); }
    );
}

std::optional<std::string> parse_line(std::string_view text, std::size_t max_characters) {
    return parse_text(text, max_characters, Breaks::Refused);
}

std::optional<std::string> parse_name(std::string_view text, std::size_t max_characters) {
    auto name = parse_line(text, max_characters);
    std::size_t at = 0;
    while (name && !name->empty()) {
        const auto scalar = next_scalar(*name, at);
        if (!scalar) {
            return std::nullopt;
        }
        if (text::is_letter_or_figure(*scalar)) {
            break;
        }
    }
    return name;
}

std::optional<std::string> parse_paragraph(std::string_view text, std::size_t max_characters) {
    return parse_text(text, max_characters, Breaks::Kept);
}

}  // namespace contreseing::workflows
