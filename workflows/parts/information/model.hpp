#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/ground/check.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"
#include "workflows/ground/wait.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::workflows {

/// Somebody whom the information was for.
struct Informed {
    std::string name;
    EmailAddress email;
    bool mailed = false;
    std::string detail;  ///< personal: the mail server's reply, or why the message was given up
};

// What somebody asks for.

/// Mails the present members of the body, when no message to them waits or left.
struct InformBody {
    static constexpr std::string_view kName = "inform_body";
    static constexpr Offer kOffered = Offer::Plain;
};

/// No message to a member waits any more; at least one was mailed. Names may be erased from the
/// messages once they were read, which a change of the state at `from_events` tells: it refuses
/// this (`Refusal::ChangedMeanwhile`).
struct RecordBodyInformed {
    static constexpr std::string_view kName = "record_body_informed";
    std::string body_name;
    std::vector<Informed> members;
    int from_events = 0;
};

// What happened.

struct BodyInformed {
    static constexpr std::string_view kName = "body_informed";
    std::string body_name;
    int recipients = 0;             ///< those mailed
    std::vector<Informed> members;  ///< each of them
};

/// The body's present members are mailed again: nothing to them waited or had left.
struct BodyInformationSent {
    static constexpr std::string_view kName = "body_information_sent";
};

// What an act is besides its stage.

namespace badges {

/// In force, and no record yet that the body was informed.
inline constexpr BadgeKind kToInform{"to_inform"};

}  // namespace badges

// What is looked at before a gate.

namespace checks {

inline constexpr CheckKind kBodyWithoutMember{"body_without_member", CheckKind::Of::Body};

}  // namespace checks

// What is said by mail.

namespace mails {

/// « information du COS »
inline constexpr MailKind kBodyInformation{
    .name = "body_information", .names_body = true, .file = MailKind::File::Linked};

}  // namespace mails

namespace parts {

/// The information of the body that an act in force is brought to (the COS).
struct Information {
    static constexpr std::string_view kName = "information";
    static constexpr std::string_view kKey = "in";  ///< in the row of the state
    using Commands = std::variant<InformBody, RecordBodyInformed>;
    using Events = std::variant<BodyInformed, BodyInformationSent>;
    struct State {
        int body_informed_recipients = 0;
        std::optional<Instant> body_informed_at;
        bool operator==(const State&) const = default;
    };
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    static void follow(Deciding& deciding, const Recorded& recorded);
    static constexpr std::array kChecks{checks::kBodyWithoutMember};
    /// What is looked at before `gate`.
    static std::vector<Check> checks(
        const Surroundings& around, const workflows::State& state, Gate gate
    );
    static std::vector<Badge> badges(const ConventionType& type, const workflows::State& state);
    static constexpr std::array kMails{mails::kBodyInformation};
    /// What it gives to the words of a message.
    static void mail_values(MailValues& values, const Telling& told);
};

}  // namespace parts

}  // namespace contreseing::workflows
