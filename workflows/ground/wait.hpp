#pragma once

#include "workflows/ground/instant.hpp"
#include "workflows/ground/place.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// Something that an act waits for.
struct Wait {
    Place place = {};
    std::string who = {};                          ///< holds the pen; empty: nobody does
    std::optional<Instant> since = {};             ///< when they were asked
    std::optional<Instant> last_reminder_at = {};  ///< of any of them
    std::optional<Instant> due = {};
    bool help = false;  ///< somebody has to look after it
};

/// What an act is besides its stage, for as long as it is: several may hold at once.
struct BadgeKind {
    std::string_view name;  ///< for ever
    friend constexpr bool operator==(const BadgeKind&, const BadgeKind&) = default;
};
struct Badge {
    BadgeKind kind;
    std::optional<Instant> from = {};   ///< absent: it holds already
    std::optional<Instant> until = {};  ///< absent: until something happens
};

}  // namespace contreseing::workflows
