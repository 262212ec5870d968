#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace contreseing::mail {

/// A header as received: unfolded, not decoded.
struct Header {
    std::string name;
    std::string value;
};
using Headers = std::vector<Header>;

/// Value of the first header called `name` (without case), or empty.
[[nodiscard]] std::string_view find_header(const Headers& headers, std::string_view name) noexcept;

/// A part that has no parts of its own.
struct Leaf {
    Headers headers;
    std::string type;          ///< lower case `type/subtype`; `text/plain` when none is named
    std::string parent;        ///< type of the multipart it stands in, or empty
    std::string_view encoded;  ///< body as received; looks into the text given to `read_parts`

    /// The body without its transfer encoding, of at most `limit` bytes of encoded text.
    [[nodiscard]] std::string body(std::size_t limit = 1U << 20U) const;
};

struct ParsedMessage {
    Headers headers;
    std::vector<Leaf> leaves;  ///< in reading order
};

/// Takes a message apart without trusting it: at most 16 levels, 200 parts and 256 kB of headers
/// each, no recursion; what goes beyond is left out. Never throws for what it reads.
/// A `message/rfc822` part is opened too, except inside a `multipart/report`, where it is the
/// mail that came back.
/// Source: RFC 2045, RFC 2046 5.
[[nodiscard]] ParsedMessage read_parts(std::string_view raw);

/// A header block and where the body begins, for `message/delivery-status` and its like.
[[nodiscard]] std::pair<Headers, std::string_view> split_headers(std::string_view raw);

/// One of our own messages, readable: for the spool's page and the tests. Every field is plain
/// UTF-8 from a stranger's point of view: escape it before showing.
struct ReadableMail {
    std::string from;
    std::string to;
    std::string subject;
    std::string date;
    std::string message_id;
    std::string text;
    std::string html;
    std::vector<std::string> attachments;  ///< types
};
[[nodiscard]] ReadableMail read_mail(std::string_view raw);

/// The instant of a date as `compose` writes it, always in UTC; nullopt for anything else.
[[nodiscard]] std::optional<std::chrono::sys_seconds> read_date(std::string_view text);

}  // namespace contreseing::mail
