#pragma once

#include <string>
#include <string_view>

namespace contreseing::mail {

/// `5.1.1` at the beginning of `text`, or empty.  Source: RFC 3463 2.
[[nodiscard]] std::string enhanced_status(std::string_view text);

/// The status behind the code of a reply of SMTP (`550 5.7.1 no`, `550-5.7.1 no`), or empty.
/// Source: RFC 2034 4.
[[nodiscard]] std::string status_of_reply(std::string_view reply);

/// Whether a status says what happened: there is one, and it is not `X.0.0`.
[[nodiscard]] bool tells_why(std::string_view status);

/// Whether who is refused with that status is to blame: the address or its mailbox (X.1, X.2), or
/// nothing better is known (X.0, or no status). Not so the sender's own address (X.1.7, X.1.8), a
/// server (X.3), the way to it (X.4, X.5; but 5.4.4 is how Postfix says that an address's domain is
/// unknown, 5.4.1 how Exchange Online says that the address is), the content (X.6) or a policy
/// (X.7), for whoever is written to.  Source: RFC 3463 3.
[[nodiscard]] bool is_about_mailbox(std::string_view status);

}  // namespace contreseing::mail
