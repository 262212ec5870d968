#include "workflows/ground/text.hpp"

#include "text/characters.hpp"
#include "text/composition.hpp"
#include "text/mailbox.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

bool begins_within_a_word(std::string_view text) {
    std::size_t at = 0;
    const auto scalar = text::next_scalar(text, at);
    return scalar && text::is_letter_or_digit(*scalar);
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

/// Joiners and selectors shape signs, emoji and the scripts that join, one after each: a run of
/// them, or one after a Latin letter, shows nothing and makes two texts of what looks like one.
bool is_shaped_by(char32_t before, char32_t joiner) {
    constexpr char32_t kFirstScriptThatJoins = 0x0590;
    constexpr char32_t kJoiner = 0x200D;
    const bool after_selector = before >= 0xFE00 && before <= 0xFE0F;
    return (before >= kFirstScriptThatJoins && !text::is_joiner_or_selector(before) &&
            !text::is_blank(before)) ||
           (after_selector && joiner == kJoiner);
}

std::optional<std::string> parse_text(std::string_view typed, std::size_t limit, Breaks breaks) {
    const std::string text = text::composed(typed);
    std::string out;
    out.reserve(text.size());
    std::size_t kept = 0;  // bytes of `out` up to the last character that is not blank
    std::size_t characters = 0;
    bool meant = false;
    char32_t before = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        auto scalar = text::next_scalar(text, at);
        if (!scalar || text::is_hiding(*scalar)) {
            return std::nullopt;
        }
        if (text::is_joiner_or_selector(*scalar) ? !is_shaped_by(before, *scalar)
                                                 : text::is_invisible(*scalar)) {
            continue;
        }
        if (*scalar == U'\r' && at < text.size() && text[at] == '\n') {
            ++at;
        }
        if (*scalar == U'\r' || text::is_line_separator(*scalar)) {
            scalar = U'\n';
        }
        const bool allowed_break = *scalar == U'\n' || *scalar == U'\t';
        if (text::is_control(*scalar) && !(breaks == Breaks::Kept && allowed_break)) {
            return std::nullopt;
        }
        if (text::is_blank(*scalar) && out.empty()) {
            continue;
        }
        before = *scalar;
        text::append_scalar(out, *scalar);
        ++characters;
        if (!text::is_blank(*scalar)) {
            if (characters > limit) {
                return std::nullopt;
            }
            kept = out.size();
            meant = meant || text::is_meant_to_be_seen(*scalar);
        }
    }
    if (kept > 0 && !meant) {
        return std::nullopt;
    }
    out.resize(kept);
    return out;
}

}  // namespace

std::size_t find_words(std::string_view text, std::string_view words, std::size_t from) {
    while (!words.empty() && from <= text.size()) {
        const auto found = std::search(
            text.begin() + static_cast<std::ptrdiff_t>(from),
            text.end(),
            words.begin(),
            words.end(),
            [](char x, char y) { return text::lower_ascii(x) == text::lower_ascii(y); }
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
    return text::is_mailbox(text) && text::has_top_level_domain(text)
               ? std::optional(EmailAddress{std::string(text)})
               : std::nullopt;
}

bool same_mailbox(const EmailAddress& a, const EmailAddress& b) {
    return std::equal(
        a.text.begin(),
        a.text.end(),
        b.text.begin(),
        b.text.end(),
        [](char x, char y) { return text::lower_ascii(x) == text::lower_ascii(y); }
    );
}

std::optional<std::string> parse_line(std::string_view text, std::size_t max_characters) {
    return parse_text(text, max_characters, Breaks::Refused);
}

std::optional<std::string> parse_name(std::string_view text, std::size_t max_characters) {
    auto name = parse_line(text, max_characters);
    std::size_t at = 0;
    while (name && !name->empty()) {
        const auto scalar = text::next_scalar(*name, at);
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
