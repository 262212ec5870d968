#pragma once

#include <istream>
#include <string>
#include <string_view>

namespace contreseing::mail {

/// What a message that came back to the return path says about the mail we sent.
struct Incoming {
    enum class Kind {
        BouncePermanent,  ///< a mail server gave up; `status` says whether for good (5) or of a
                          ///< passing cause that lasted too long (4)
        BounceTemporary,  ///< delayed, it still tries
        AutoReply,        ///< a robot of the recipient: away, moved…
        Receipt,          ///< read, deleted or delivered: understood, and nothing to record
        Other,            ///< a person's answer, spam, what no rule here knows: for people to read
    };
    Kind kind = Kind::Other;
    std::string status;  ///< enhanced status `5.1.1`, or empty
    /// One harmless line of at most 300 bytes: diagnostic, subject or first words.
    std::string detail;
    std::string text;    ///< of Other: harmless lines of at most 1,200 bytes, subject first
    std::string token;   ///< of the return path, or empty when this is no answer to a mail of ours
    bool operator==(const Incoming&) const = default;
};

/// How to find the token: mails leave with the return path `<local>+<token>@<domain>`.
struct ReturnPath {
    std::string base;       ///< `local@domain` without token
    std::string recipient;  ///< envelope recipient as the MTA tells it (`${recipient}`), or the
                            ///< token itself; empty: looked for in Delivered-To, X-Original-To, To
};

/// Reads one message, its first 512 KiB: what a report says stands before the mail it returns.
/// Never throws for what is in it, whatever its size or shape. A report in the standard's form is
/// read by it; one in plain words is known by who sends it or by its subject, and a failure by
/// what is usually said, in English or French. An address that only a person's words call dead is
/// never reported as such.
/// Source: RFC 3464 2 (reports), RFC 3463 (status), RFC 3834 5 (automatic replies), RFC 8098
/// (receipts), D. J. Bernstein's QSBMF (`Hi. This is the`).
[[nodiscard]] Incoming read_incoming(std::string_view raw, const ReturnPath& return_path);

/// As above, from a pipe: reads it to its end, so that the mail server that feeds it does not see
/// a broken pipe.
[[nodiscard]] Incoming read_incoming(std::istream& in, const ReturnPath& return_path);

}  // namespace contreseing::mail
