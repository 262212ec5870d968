#pragma once

#include "workflows/ground/instant.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace contreseing::workflows {

/// Where a recipient's public holidays are those of (docs/acts.md; a property of the
/// recipient's place; document 001 has parties in both).
enum class HolidayZone { Metropole, AlsaceMoselle };

/// UTC offsets of one civil time zone, handed in from the edge (the domain reads no tzdata).
/// `transitions` is ordered; before the first one `initial_offset` holds.
struct ZoneTable {
    struct Transition {
        Instant from;
        std::chrono::minutes offset;
    };
    std::string name;  ///< IANA name, such as `Europe/Paris`
    std::chrono::minutes initial_offset{60};
    std::vector<Transition> transitions;

    [[nodiscard]] std::chrono::minutes offset_at(Instant instant) const;
    [[nodiscard]] Day local_day(Instant instant) const;
    /// The first instant at which the zone's clock shows `day` at `time_of_day`.
    [[nodiscard]] Instant at(Day day, std::chrono::minutes time_of_day) const;
};

/// Public holidays of the Code du travail L3133-1, plus Good Friday and 26 December in
/// Alsace-Moselle (L3134-13).
bool is_public_holiday(Day day, HolidayZone zone);
/// Neither Saturday, Sunday nor a public holiday (« jour ouvré »).
bool is_working_day(Day day, HolidayZone zone);
/// The `count`-th working day after `day`, which is not counted. `count` >= 1.
Day add_working_days(Day day, int count, HolidayZone zone);
/// Months later, same quantième or else the last day of the month (CPC art. 641 al. 2).
Day add_months(Day day, int months);
/// Last day in force of a term of `years` that starts on `entry` (docs/acts.md).
Day last_day_of_term(Day entry, int years);

}  // namespace contreseing::workflows
