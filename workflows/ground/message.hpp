#pragma once

#include "workflows/ground/place.hpp"
#include "workflows/ground/reach.hpp"

#include <compare>
#include <cstdint>
#include <string_view>

namespace contreseing::workflows {

/// What a message is. Each part names its own, in `mails`, and lists them as `kMails`.
struct MailKind {
    /// The signed file that it gives.
    enum class File : std::uint8_t { None, Linked, Attached };

    std::string_view name;  ///< for ever: of its rows, and of the files of its words
    bool asks = false;      ///< whoever is at its place is to act: of no use once they cannot
    bool awaited = false;   ///< somebody looks at a page until it comes
    bool to_administrators = false;  ///< its link leads to the act as they see it
    bool names_body = false;         ///< it says the name of the body to inform
    File file = File::None;

    friend constexpr bool operator==(const MailKind& a, const MailKind& b) {
        return a.name == b.name;
    }
    friend constexpr auto operator<=>(const MailKind& a, const MailKind& b) {
        return a.name <=> b.name;
    }
};

struct Recipient {
    Contact to;
    Place place = {};  ///< whose the message is about
};

/// One message to one person: one row, one Message-ID. Composed at delivery from this and the
/// state as of the event that caused it.
struct Message {
    MailKind kind;
    Contact to;
    Place place = {};  ///< whose it is about
    bool operator==(const Message&) const = default;
};

}  // namespace contreseing::workflows
