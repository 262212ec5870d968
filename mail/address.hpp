#pragma once

#include <string>
#include <string_view>

namespace contreseing::mail {

/// A person's or service's mailbox with the name shown beside it (may be empty, any UTF-8).
struct Mailbox {
    std::string name;
    std::string address;
    bool operator==(const Mailbox&) const = default;
};

/// Whether `id` is `<local@domain>` of dot-atoms, at most 200 characters.  Source: RFC 5322 3.6.4.
[[nodiscard]] bool is_safe_message_id(std::string_view id) noexcept;

/// Whether `text` is valid UTF-8 without any control character (CR, LF, NUL and C1 included),
/// so that it can be one line of a header.
/// Source: RFC 3629 4 for the encoding.
[[nodiscard]] bool is_safe_line(std::string_view text);

/// Throws Error::UnsafeAddress, naming `field`, unless `text::is_mailbox(address)`.
void require_mailbox(std::string_view address, std::string_view field);
/// Throws Error::UnsafeText, naming `field`, unless `is_safe_line(text)`.
void require_line(std::string_view text, std::string_view field);

}  // namespace contreseing::mail
