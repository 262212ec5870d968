#include "workflows/domain/opinion_rules.hpp"
#include "workflows/domain/reminders.hpp"
#include "workflows/parts/opinion/rules.hpp"

#include <algorithm>

namespace contreseing::workflows::parts {

namespace {

/// Longer than any skew of clocks and any request under way when the deadline strikes.
constexpr std::chrono::minutes kClosingGrace{2};

std::string deadline_name(const workflows::Opinion& opinion) {
    return to_text(opinion_place(opinion.n)) + "/deadline";
}
std::string reminder_name(const workflows::Opinion& opinion, const Seat& seat) {
    return to_text(opinion_place(opinion.n)) + "/remind/" + std::to_string(seat.n);
}

}  // namespace

std::vector<Timer> Opinion::timers(
    const ConventionType& type, const ZoneTable& zone, const workflows::State& state
) {
    std::vector<Timer> timers;
    const auto* opinion = state.stage == Stage::UnderOpinion ? state.opinion() : nullptr;
    if (opinion == nullptr || opinion->closed_at) {
        return timers;
    }
    timers.push_back({deadline_name(*opinion), 0, opinion->deadline + kClosingGrace});
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
                reminder_name(*opinion, seat),
                reminder_number(type, *seat.door, seat.reminders_sent),
                due,
            });
        }
    }
    return timers;
}

std::optional<Refused> Opinion::fire(Deciding& deciding, const Timer& timer) {
    const auto& opinion = *deciding.before().opinion();
    if (timer.name == deadline_name(opinion)) {
        close_opinion(deciding, opinion, OpinionClosing::Deadline);
        return std::nullopt;
    }
    // Late by an outage: nothing can be answered any more.
    if (deciding.around.now > opinion.deadline) {
        return Refused{Refusal::NothingToDo, timer.name};
    }
    const auto& seat = *std::ranges::find(opinion.seats, timer.name, [&](const Seat& each) {
        return reminder_name(opinion, each);
    });
    deciding.emit(SeatReminded{opinion.n, seat.n, false});
    deciding.send(
        {.kind = MessageKind::OpinionReminder,
         .to = seat.holder,
         .place = seat_place(opinion.n, seat.n)}
    );
    return std::nullopt;
}

}  // namespace contreseing::workflows::parts
