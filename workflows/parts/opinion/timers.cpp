#include "workflows/domain/opinion_rules.hpp"
#include "workflows/domain/reminders.hpp"
#include "workflows/parts/opinion/rules.hpp"

#include <algorithm>

namespace contreseing::workflows::parts {

namespace {

/// Longer than any skew of clocks and any request under way when the deadline strikes.
constexpr std::chrono::minutes kClosingGrace{2};

constexpr auto kDeadline = Opinion::kTimers[0];
constexpr auto kReminder = Opinion::kTimers[1];

}  // namespace

std::vector<Timer> Opinion::timers(
    const ConventionType& type, const ZoneTable& zone, const workflows::State& state
) {
    std::vector<Timer> timers;
    const auto* opinion = state.stage == Stage::UnderOpinion ? state.opinion() : nullptr;
    if (opinion == nullptr || opinion->closed_at) {
        return timers;
    }
    timers.push_back(
        {{opinion_place(opinion->n), std::string(kDeadline)}, 0, opinion->deadline + kClosingGrace}
    );
    for (const auto& seat : opinion->seats) {
        if (!is_awaited(seat) || seat.door->revoked || seat.reminders_sent >= type.reminders.max) {
            continue;
        }
        const Instant due = next_reminder(
            type.reminders,
            zone,
            seat.holder.zone,
            seat.asked_again_at.value_or(opinion->requested_at),
            seat.last_reminder_at
        );
        if (due < opinion->deadline) {
            timers.push_back({
                {seat_place(opinion->n, seat.n), std::string(kReminder)},
                reminder_number(type, *seat.door, seat.reminders_sent),
                due,
            });
        }
    }
    return timers;
}

std::optional<Refused> Opinion::refuse_timer(
    const Surroundings& around, const workflows::State& state, const Timer& timer
) {
    // Late by an outage.
    const bool late = around.now > state.opinion(timer.id.place.opinion())->deadline;
    return timer.id.kind == kReminder && late
               ? std::optional(Refused{Refusal::NothingToDo, to_text(timer.id)})
               : std::nullopt;
}

void Opinion::fire(Deciding& deciding, const Timer& timer) {
    const Place place = timer.id.place;
    if (timer.id.kind == kDeadline) {
        close_opinion(
            deciding, *deciding.before().opinion(place.opinion()), OpinionClosing::Deadline
        );
        return;
    }
    deciding.emit(SeatReminded{place.opinion(), place.seat(), false});
    deciding.send(
        {.kind = mails::kOpinionReminder,
         .to = deciding.before().seat(place)->holder,
         .place = place}
    );
}

}  // namespace contreseing::workflows::parts
