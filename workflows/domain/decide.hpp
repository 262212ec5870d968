#pragma once

#include "workflows/domain/command.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/event.hpp"
#include "workflows/domain/follow_up.hpp"
#include "workflows/ground/calendar.hpp"
#include "workflows/ground/expected.hpp"
#include "workflows/ground/message.hpp"
#include "workflows/ground/refusal.hpp"
#include "workflows/ground/timer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// What surrounds a decision; everything comes in as values.
struct Surroundings {
    const ConventionType& type;
    const ZoneTable& zone;  ///< of the campus
    Instant now;            ///< `received_at`, or the due time of a timer
    std::vector<Contact> administrators;
    /// Present members of the body to inform; read for the commands and pages that need them.
    std::vector<Contact> informed_body;
    std::string informed_body_name;
    /// A message to that body about this act waits or left: nobody has to look after it.
    bool informing = false;
    /// When the cause in another act took effect; absent for what somebody asks of this one.
    std::optional<Instant> effective_at = {};
    /// Of the acts that the command relates to, those that the campus has; read for it alone.
    std::vector<ConventionId> related = {};
};

struct Decision {
    std::vector<Event> events;
    /// `messages[i]` is caused by `events[message_causes[i]]`.
    std::vector<Message> messages;
    std::vector<int> message_causes;
    /// `follow_ups[i]` is caused by `events[follow_up_causes[i]]`.
    std::vector<FollowUp> follow_ups = {};
    std::vector<int> follow_up_causes = {};
};

/// The one rule of change: what `command` by `actor` does to `state` now, or why not. Pure.
/// `state` of a CreateConvention is a default State with its id set.
Expected<Decision, Refused> decide(
    const Surroundings& around, const State& state, const Command& command, const Actor& actor
);

/// Why `command` would not be carried out now, or nothing: what `decide` asks first. Values that
/// are still empty are refused after the moment, the person and the place.
std::optional<Refused> refused(
    const Surroundings& around, const State& state, const Command& command
);

/// Whether it is the moment that stands against a command, not a value that could be another.
bool blames_the_moment(Refusal refusal);
/// Whether what stands against a command is a step that is still to come, not one that is behind.
bool waits_for_a_step(Refusal refusal);

/// Whether `request` may be signed now, without recording it: checked before the (slow)
/// signature is made and again when it is recorded.
std::optional<Refused> refuse_signing(
    const Surroundings& around, const State& state, const SigningRequest& request
);

/// Every timer the state waits for.
std::vector<Timer> timers_of(const ConventionType& type, const ZoneTable& zone, const State& state);

/// Kinds of timers that a part knows; what is due of any other is nobody's to fire.
std::vector<std::string_view> timer_kinds();

/// Five tries, ten minutes, and how long another code is refused to a session after one.
inline constexpr int kCodeTries = 5;
inline constexpr std::chrono::minutes kCodeLife{10};
inline constexpr std::chrono::seconds kBetweenCodes{30};
/// Codes in 24 hours: of one session, and of a door, whoever holds its link.
inline constexpr std::size_t kCodesPerSession = 10;
inline constexpr std::size_t kCodesPerDoor = 20;

/// Whether as many codes left by the slot's door as one session may have in a day: somebody else
/// may hold the link. The link that is sent next is another one, by a door of its own.
bool codes_are_burnt(const Slot& slot);

/// Slots that hold the pen now, by n; empty when nobody does.
std::vector<int> pen_holders(const State& state);

/// Whether the holder of `slot` was reminded of this act in the last 24 hours, at whichever of
/// their places.
bool reminded_lately(const State& state, const Slot& slot, Instant now);
/// The same of a seat, at whichever of their seats of that opinion.
bool reminded_lately(const Opinion& opinion, const Seat& seat, Instant now);

/// Names of the commands that an administrator is offered now (`remind_now`, `reopen_draft`…), for
/// the buttons and `actions` in the API: those that `refused` holds nothing of the moment against,
/// about somebody at least.
std::vector<std::string_view> offered(const Surroundings& around, const State& state);
/// The refusal of the moment that an offered command meets about everybody, or nothing.
std::optional<Refused> refuse_offer(
    const Surroundings& around, const State& state, std::string_view command
);

/// In force, nobody of the body to inform was mailed, and nothing that would do it waits.
bool body_was_forgotten(const Surroundings& around, const State& state);

}  // namespace contreseing::workflows
