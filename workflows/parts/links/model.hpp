#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::workflows {

// What somebody asks for.

struct RemindNow {
    static constexpr std::string_view kName = "remind_now";
    static constexpr Offer kOffered = Offer::Plain;
    Place place;
};

struct ResendLink {
    static constexpr std::string_view kName = "resend_link";
    static constexpr Offer kOffered = Offer::Plain;
    Place place;
};

struct RevokeLink {
    static constexpr std::string_view kName = "revoke_link";
    static constexpr Offer kOffered = Offer::Grave;
    Place place;
    std::string reason;
};

struct CorrectAddress {
    static constexpr std::string_view kName = "correct_address";
    static constexpr Offer kOffered = Offer::Plain;
    Place place;
    EmailAddress email;
    std::string reason;
};

struct ExtendLink {
    static constexpr std::string_view kName = "extend_link";
    static constexpr Offer kOffered = Offer::Plain;
    int slot = 0;
    Instant until;
};

struct SubstituteHolder {
    static constexpr std::string_view kName = "substitute_holder";
    static constexpr Offer kOffered = Offer::Plain;
    int slot = 0;
    Contact holder;
    std::string reason;
};

struct RecordDeliveryFailure {
    static constexpr std::string_view kName = "record_delivery_failure";
    EmailAddress address;
    std::string status;
    std::string detail;
};

/// A robot answered for whoever reads that mailbox: away, moved…
struct RecordAutomaticReply {
    static constexpr std::string_view kName = "record_automatic_reply";
    EmailAddress address;
    std::string detail;
};

/// A message from whoever reads that mailbox came to the return path of one of ours, and nothing
/// here understands it: a person's answer, a report in unknown words.
struct RecordReturnedMail {
    static constexpr std::string_view kName = "record_returned_mail";
    EmailAddress address;
    std::string text;
};

// What happened.

/// To a slot or a seat.
struct LinkResent {
    static constexpr std::string_view kName = "link_resent";
    static constexpr bool kMayRepeat = true;
    Place place;
};

/// Of a slot or a seat.
struct DoorRevoked {
    static constexpr std::string_view kName = "door_revoked";
    Place place;
    std::string reason;
};

/// Also what opens a revoked door again: a new generation.
struct DoorRenewed {
    static constexpr std::string_view kName = "door_renewed";
    int slot = 0;
    Door door;
    bool reminders_again = false;  ///< nobody was reminded any more: they begin again
};

/// Of a slot, or of a seat, whose answer falls.
struct AddressCorrected {
    static constexpr std::string_view kName = "address_corrected";
    Place place;
    AddressChange change;
    Door door;                                   ///< next generation: former links and sessions die
    std::vector<std::string> acknowledged = {};  ///< warnings of the new address, answered for
};

struct HolderSubstituted {
    static constexpr std::string_view kName = "holder_substituted";
    int slot = 0;
    Contact from;
    Contact to;
    std::string reason;
    std::optional<Door> door;
    /// As of an address corrected.
    std::vector<std::string> acknowledged = {};
};

struct DeliveryFailed {
    static constexpr std::string_view kName = "delivery_failed";
    Place place;         ///< a slot or a seat
    std::string status;  ///< RFC 3463 enhanced code, `5.1.1`
    std::string detail;
};

struct AutomaticReplyReceived {
    static constexpr std::string_view kName = "automatic_reply_received";
    Place place;         ///< a slot or a seat
    std::string detail;  ///< personal: what the robot said
};

struct MailReturned {
    static constexpr std::string_view kName = "mail_returned";
    Place place;  ///< a slot or a seat; the whole act: somebody else, an administrator for one
    std::string address;  ///< personal: who was written to
    std::string text;     ///< personal: what came back, for people to read
};

// What is said by mail.

namespace mails {

/// Asked for again.
inline constexpr MailKind kNewLink{.name = "new_link", .asks = true, .awaited = true};
/// To the old and the new address, and all parties.
inline constexpr MailKind kAddressCorrectedNotice{.name = "address_corrected_notice"};
inline constexpr MailKind kHolderSubstitutedNotice{.name = "holder_substituted_notice"};

}  // namespace mails

namespace parts {

/// The care of mailed links, and what comes back from the addresses they went to.
struct Links {
    static constexpr std::string_view kName = "links";
    static constexpr std::string_view kKey = "li";  ///< in the row of the state
    using Commands = std::variant<
        RemindNow,
        ResendLink,
        RevokeLink,
        CorrectAddress,
        ExtendLink,
        SubstituteHolder,
        RecordDeliveryFailure,
        RecordAutomaticReply,
        RecordReturnedMail>;
    using Events = std::variant<
        LinkResent,
        DoorRevoked,
        DoorRenewed,
        AddressCorrected,
        HolderSubstituted,
        DeliveryFailed,
        AutomaticReplyReceived,
        MailReturned>;
    struct State {
        int mails_kept = 0;  ///< of robots and of what nothing understood, that the journal holds
        bool operator==(const State&) const = default;
    };
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    static constexpr std::array kMails{
        mails::kNewLink, mails::kAddressCorrectedNotice, mails::kHolderSubstitutedNotice};
    /// What it gives to the words of a message.
    static void mail_values(MailValues& values, const Telling& told);
};

}  // namespace parts

}  // namespace contreseing::workflows
