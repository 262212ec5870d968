#pragma once

#include "workflows/ground/calendar.hpp"
#include "workflows/ground/instant.hpp"
#include "workflows/ground/text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows {

enum class Locale { Fr, En };

/// Somebody a message can be sent to. Personal.
struct Contact {
    std::string name;
    EmailAddress email;
    Locale locale = Locale::Fr;
    HolidayZone zone = HolidayZone::Metropole;
    bool operator==(const Contact&) const = default;
};

/// The emailed door of one participant. Older mails open the same door until the generation
/// changes or it expires.
struct Door {
    int generation = 1;
    Instant expires_at;
    bool revoked = false;
    bool operator==(const Door&) const = default;
};

struct AddressChange {
    EmailAddress from;
    EmailAddress to;
    Instant at;
    std::string reason;
    bool operator==(const AddressChange&) const = default;
};

/// How somebody is reached who takes part by a mailed link: the same for whoever signs, votes, or
/// is asked anything else.
struct Reach {
    Contact holder;            ///< who answers: name printed, address that receives the link
    std::optional<Door> door;  ///< exists only once they are asked
    int reminders_sent = 0;    ///< automatic ones
    std::optional<Instant> last_reminder_at;  ///< automatic or by hand
    std::optional<Instant> link_resent_at;    ///< asked for again, by hand
    std::vector<AddressChange> address_changes;
    bool undeliverable = false;   ///< a bounce came back for the present address
    std::string automatic_reply;  ///< personal: what a robot last answered from that address
    std::string returned_mail;    ///< personal: the last message of it that nothing understood
    bool operator==(const Reach&) const = default;

    /// Whether somebody has to look: what is sent may not arrive, or the link opens no more.
    [[nodiscard]] bool calls_for_help() const;
    /// What the present address was sent, and what came back from it, counts no more.
    void forget_mail();
};

}  // namespace contreseing::workflows
