#pragma once

#include "workflows/domain/convention.hpp"

#include <optional>
#include <variant>

namespace contreseing::workflows {

template <class... Part>
using EventOf = typename Joined<typename Part::Events...>::type;

/// What happened, in the past tense. Each is stored under its name with a version (`codec`);
/// stored ones are never rewritten, older versions are up-cast on reading.
using Event = OfParts<EventOf>;

/// A frozen text, by its number and its digest.
struct TextRef {
    int version = 0;
    Sha256 sha256;  ///< of the certified base, `Version::sha256`
    bool operator==(const TextRef&) const = default;
};

/// An event as it entered the journal.
struct Recorded {
    int seq = 0;          ///< 1, 2, 3… within the convention
    Instant received_at;  ///< legal date of the act
    Actor actor;
    CommandId command;
    Event event;
    /// The newest text frozen before it; absent while there was none, and in entries written
    /// before entries said so.
    std::optional<TextRef> on = {};
    /// Of a follow-up: when its cause in another act took effect. Legal dates count from it.
    std::optional<Instant> effective_at = {};
};

/// The entry that `event` makes in the journal of `before`.
Recorded entry_after(
    const State& before, Instant received_at, Actor actor, const CommandId& command, Event event
);

/// The state after `recorded`: of the spine, then of each part. Total: an event that is already
/// recorded is never refused.
State evolve(State state, const Recorded& recorded);

}  // namespace contreseing::workflows
