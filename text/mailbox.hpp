#pragma once

#include <string_view>

namespace contreseing::text {

/// Whether `address` can stand in an SMTP command, in a header and in a shell as it is: one `@`, an
/// ASCII dot-atom before it without the routing marks `!` and `%`, backquote, braces and bar, host
/// labels after it, at most 64 and 254 characters in all. Quoted local parts, address literals and
/// SMTPUTF8 are refused: no recipient of ours has one, and each is a way in for a second recipient.
/// Source: RFC 5321 4.1.2 and 4.5.3.1 (a line break in a recipient injects `RCPT TO`), RFC 1035
/// 2.3.4.
[[nodiscard]] bool is_mailbox(std::string_view address);

/// Whether a mailbox's domain is below a top-level one: `exemple.fr`, not `exemple`, and no number.
[[nodiscard]] bool has_top_level_domain(std::string_view mailbox);

}  // namespace contreseing::text
