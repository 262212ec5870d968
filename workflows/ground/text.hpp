#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// Where `words` first stands in `text` at `from` or after it, ASCII case aside, with no letter or
/// digit right before or after; npos when nowhere, or when `words` is empty. A letter is one of
/// ASCII or whatever is not ASCII, blanks, invisible characters and general punctuation apart.
std::size_t find_words(std::string_view text, std::string_view words, std::size_t from = 0);

/// A mailbox below a top-level domain that is safe in SMTP and in a header (`text::is_mailbox`).
/// Kept exactly as given, never rewritten; compared without case.
struct EmailAddress {
    std::string text;
    bool operator==(const EmailAddress&) const = default;
};
std::optional<EmailAddress> parse_email(std::string_view text);
/// Same mailbox for our purposes: equal without regard to ASCII case.
bool same_mailbox(const EmailAddress& a, const EmailAddress& b);

/// A line typed by a person: valid UTF-8 of at most `max_characters`, without control characters,
/// line breaks or characters that hide (`text::is_hiding`), trimmed; nullopt when it is not one.
/// Letters are composed, ligatures and other presentation forms written plainly
/// (`text/composition.hpp`); zero-width spaces, soft hyphens and the like are dropped, joiners and
/// variation selectors where they shape nothing. An empty line is one; one that holds private or
/// unassigned characters or stray marks, and nothing else, is none.
std::optional<std::string> parse_line(std::string_view text, std::size_t max_characters = 200);
/// As `parse_line`, and a letter or a figure stands in it, unless it is empty: what a person, a
/// body or an organisation is called.
std::optional<std::string> parse_name(std::string_view text, std::size_t max_characters = 200);
/// As `parse_line`, but line breaks (normalised to `\n`) and tabs are kept.
std::optional<std::string> parse_paragraph(
    std::string_view text, std::size_t max_characters = 10'000
);

}  // namespace contreseing::workflows
