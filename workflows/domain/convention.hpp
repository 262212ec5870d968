#pragma once

#include "workflows/domain/parts.hpp"

#include <string>
#include <utility>
#include <vector>

namespace contreseing::workflows {

template <class... Part>
struct StateOf : Spine, Part::State... {
    bool operator==(const StateOf&) const = default;
};

/// Everything about one convention that decisions need: the fold of its events. The spine, and of
/// each part the state that it alone writes.
struct State : OfParts<StateOf> {
    bool operator==(const State&) const = default;

    [[nodiscard]] const Slot* slot(int n) const;
    [[nodiscard]] const Slot* slot(const Place& whose) const { return slot(whose.slot()); }
    [[nodiscard]] const Opinion* opinion(int n) const;
    [[nodiscard]] const Seat* seat(int opinion, int n) const;
    [[nodiscard]] const Seat* seat(const Place& whose) const {
        return seat(whose.opinion(), whose.seat());
    }
    /// Whoever takes part at that place; nothing when it is nobody's.
    [[nodiscard]] std::optional<Participant> participant(const Place& whose) const;
    /// How they are reached; null when it is nobody's.
    [[nodiscard]] const Reach* reach(const Place& whose) const;
    /// Everybody who takes part now: in the act itself, then in each matter.
    [[nodiscard]] std::vector<std::pair<Place, const Reach*>> everybody() const;
    /// What stands behind the link to that place of that generation.
    [[nodiscard]] LinkStatus link_status(const Place& whose, int generation, Instant now) const;
    /// The last opinion that is not void, or null.
    [[nodiscard]] const Opinion* opinion() const;
};

}  // namespace contreseing::workflows
