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
    /// How whoever holds the slot or the seat is reached; null for any other place.
    [[nodiscard]] const Reach* reach(const Place& whose) const;
    /// Everybody who signs, then everybody asked in the last opinion that is not void.
    [[nodiscard]] std::vector<std::pair<Place, const Reach*>> everybody() const;
    /// The last opinion that is not void, or null.
    [[nodiscard]] const Opinion* opinion() const;
};

}  // namespace contreseing::workflows
