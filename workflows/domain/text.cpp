#include "workflows/domain/text.hpp"

#include "workflows/domain/utf8.hpp"

#include <algorithm>

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

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
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

bool is_blank(char32_t scalar) {
    return scalar == U' ' || scalar == U'\t' || scalar == U'\n' || scalar == 0xA0 ||
           scalar == 0x202F || scalar == 0xFEFF;
}

enum class Breaks { Refused, Kept };

std::optional<std::string> parse_text(std::string_view text, std::size_t limit, Breaks breaks) {
    std::string out;
    out.reserve(text.size());
    std::size_t kept = 0;  // bytes of `out` up to the last character that is not blank
    std::size_t characters = 0;
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
        }
    }
    out.resize(kept);
    return out;
}

}  // namespace

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
        [](char x, char y) { return lower(x) == lower(y); }
    );
}

std::optional<std::string> parse_line(std::string_view text, std::size_t max_characters) {
    return parse_text(text, max_characters, Breaks::Refused);
}

std::optional<std::string> parse_paragraph(std::string_view text, std::size_t max_characters) {
    return parse_text(text, max_characters, Breaks::Kept);
}

}  // namespace contreseing::workflows
