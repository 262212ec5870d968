#include "workflows/domain/reminders.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// Reminders leave when offices open.
constexpr std::chrono::hours kReminderTime{9};

Instant working_days_after(const ZoneTable& zone, HolidayZone holidays, Instant from, int count) {
    const Day day = add_working_days(zone.local_day(from), std::max(1, count), holidays);
    return zone.at(day, kReminderTime);
}

}  // namespace

Instant next_reminder(
    const ReminderSpec& spec,
    const ZoneTable& zone,
    HolidayZone holidays,
    Instant asked_at,
    const std::optional<Instant>& last
) {
    if (last && *last >= asked_at) {
        return working_days_after(zone, holidays, *last, spec.then_every);
    }
    return working_days_after(zone, holidays, asked_at, spec.first_after);
}

int reminder_number(const ConventionType& type, const Door& door, int sent, int rounds) {
    const int per_door = std::max(0, type.reminders.max) + 1;
    return (door.generation - 1 + rounds) * per_door + sent;
}

}  // namespace contreseing::workflows
