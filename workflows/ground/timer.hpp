#pragma once

#include "workflows/ground/instant.hpp"
#include "workflows/ground/place.hpp"

#include <string>

namespace contreseing::workflows {

/// Which wait of a convention a timer ends: at most one of a kind for a place.
struct TimerId {
    Place place;
    std::string kind;  ///< of one part's `kTimers`
    auto operator<=>(const TimerId&) const = default;
};

/// `signature_reminder/slot/3`, `opinion_deadline/opinion/1`.
inline std::string to_text(const TimerId& id) {
    return id.kind + '/' + to_text(id.place);
}

/// An instant at which the system acts by itself. The set of timers of a state is a pure
/// function of it, so every open wait has its timer and a stale firing finds no match.
struct Timer {
    TimerId id;
    int generation = 0;  ///< grows for ever within an id
    Instant fire_at;
    bool operator==(const Timer&) const = default;
};

}  // namespace contreseing::workflows
