#include "workflows/domain/deciding.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using namespace std::chrono_literals;

/// Reminders leave when offices open.
constexpr std::chrono::hours kReminderTime{9};
/// Longer than any skew of clocks and any request under way when the deadline strikes.
constexpr std::chrono::minutes kClosingGrace{2};

Instant working_days_after(const ZoneTable& zone, HolidayZone holidays, Instant from, int count) {
    const Day day = add_working_days(zone.local_day(from), std::max(1, count), holidays);
    return zone.at(day, kReminderTime);
}

/// When the next reminder is due after `asked_at`, or after the last one sent since.
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

/// Each generation of the door and each round begins a new row of reminders; numbers are never
/// reused, because the journal knows a firing by name and generation.
int number_of(const ConventionType& type, const Door& door, int sent, int rounds = 0) {
    const int per_door = std::max(0, type.reminders.max) + 1;
    return (door.generation - 1 + rounds) * per_door + sent;
}

void add_slot_timers(
    const ConventionType& type,
    const ZoneTable& zone,
    const State& state,
    std::vector<Timer>& timers
) {
    for (const auto& slot : state.slots) {
        const bool waited_for = slot.status == Slot::Status::Invited && slot.door &&
                                !slot.door->revoked && slot.invited_at && !slot.escalated;
        if (!waited_for) {
            continue;
        }
        timers.push_back({
            std::string(kReminderPrefix) + std::to_string(slot.n),
            number_of(type, *slot.door, slot.reminders_sent, slot.reminder_rounds),
            next_reminder(
                type.reminders,
                zone,
                slot.holder.zone,
                slot.reminders_since.value_or(*slot.invited_at),
                slot.last_reminder_at
            ),
        });
    }
}

void add_opinion_timers(
    const ConventionType& type,
    const ZoneTable& zone,
    const Opinion& opinion,
    std::vector<Timer>& timers
) {
    const std::string prefix = "opinion/" + std::to_string(opinion.n) + '/';
    timers.push_back({prefix + "deadline", 0, opinion.deadline + kClosingGrace});
    for (const auto& seat : opinion.seats) {
        if (!is_awaited(seat) || seat.door->revoked || seat.reminders_sent >= type.reminders.max) {
            continue;
        }
        const Instant due = next_reminder(
            type.reminders,
            zone,
            seat.holder.zone,
            seat.asked_again_at.value_or(opinion.requested_at),
            seat.last_reminder_at
        );
        if (due < opinion.deadline) {
            timers.push_back({
                prefix + std::string(kReminderPrefix) + std::to_string(seat.n),
                number_of(type, *seat.door, seat.reminders_sent),
                due,
            });
        }
    }
}

}  // namespace

std::vector<Timer> timers_of(
    const ConventionType& type, const ZoneTable& zone, const State& state
) {
    std::vector<Timer> timers;
    if (state.stage == Stage::InSignature) {
        add_slot_timers(type, zone, state, timers);
    }
    const Opinion* opinion = state.stage == Stage::UnderOpinion ? state.opinion() : nullptr;
    if (opinion != nullptr && !opinion->closed_at) {
        add_opinion_timers(type, zone, *opinion, timers);
    }
    return timers;
}

}  // namespace contreseing::workflows
