#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::mail {

/// A header as a reader sees it: unfolded, its encoded words decoded, in UTF-8 whatever the bytes
/// were (Windows-1252 when nothing says better), but for NUL and controls, which may be left.
struct Header {
    std::string name;
    std::string value;
};
using Headers = std::vector<Header>;

/// Value of the first header called `name` (without case), or empty.
[[nodiscard]] std::string_view find_header(const Headers& headers, std::string_view name) noexcept;

/// A part that has no parts of its own.
struct Leaf {
    std::string type;    ///< lower case `type/subtype`; `text/plain` when none is named
    std::string parent;  ///< type of the multipart it stands in, or empty
    std::string body;    ///< without transfer encoding; of a text in UTF-8 where it could be
};

struct ParsedMessage {
    Headers headers;
    std::vector<Leaf> leaves;  ///< in reading order
};

/// Takes a message apart without trusting it: at most 16 levels and 200 parts are kept; what goes
/// beyond is left out. Never throws for what it reads. A message within a message is opened too,
/// except inside a `multipart/report`, where it is the mail that came back.
/// Source: RFC 5322, RFC 2045, RFC 2046 5, RFC 2047.
[[nodiscard]] ParsedMessage read_parts(std::string_view raw);

/// The groups of fields of a `message/delivery-status` and its like, between empty lines.
[[nodiscard]] std::vector<Headers> read_field_groups(std::string_view text);

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
