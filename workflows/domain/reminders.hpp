#pragma once

#include "workflows/domain/decide.hpp"

#include <optional>

namespace contreseing::workflows {

// When whoever is asked something is reminded: the same for a signature and for an answer.

/// When the next reminder is due after `asked_at`, or after the last one sent since: at nine, so
/// many working days later.
Instant next_reminder(
    const ReminderSpec& spec,
    const ZoneTable& zone,
    HolidayZone holidays,
    Instant asked_at,
    const std::optional<Instant>& last
);

/// Each generation of the door and each round begins a new row of reminders; numbers are never
/// reused, because the journal knows a firing by name and generation.
int reminder_number(const ConventionType& type, const Door& door, int sent, int rounds = 0);

}  // namespace contreseing::workflows
