#pragma once

#include "mail/message.hpp"

#include <string>

namespace contreseing::mail {

/// The message as RFC 5322 text: CRLF line ends, 7-bit, no line above 76 characters (an address
/// longer than that excepted), `multipart/alternative` of text and HTML, inside
/// `multipart/mixed` when there are attachments. Deterministic: the same message gives the same
/// bytes. Says `Auto-Submitted: auto-generated`, so that robots do not answer.
///
/// Throws Error::UnsafeAddress or Error::UnsafeText when a field could leave its place (line
/// break, NUL, control character, invalid UTF-8) or is missing.
/// Source: RFC 5322, RFC 2045-2047, RFC 2231, RFC 3834 5.
[[nodiscard]] std::string compose(const Message& message);

/// Throws what `compose` throws, without composing.
void check(const Message& message);

}  // namespace contreseing::mail
