#include "workflows/domain/deciding.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

std::string timer_name(const Opinion& opinion, const Seat& seat) {
    return "opinion/" + std::to_string(opinion.n) + "/remind/" + std::to_string(seat.n);
}

void remind_slot(Deciding& deciding, const Slot& slot) {
    // After the last reminder, or when no link works any more, a person has to help.
    const bool over = slot.reminders_sent >= deciding.around.type.reminders.max ||
                      deciding.around.now >= slot.door->expires_at;
    if (over) {
        deciding.emit(SlotEscalated{slot.n});
        deciding.tell_administrators(MessageKind::EscalationNotice, slot_place(slot.n));
        return;
    }
    deciding.emit(SlotReminded{slot.n, false});
    deciding.send({.kind = MessageKind::Reminder, .to = slot.holder, .place = slot_place(slot.n)});
}

void remind_in_turn(Deciding& deciding, const Opinion& opinion, const Seat& seat) {
    deciding.emit(SeatReminded{opinion.n, seat.n, false});
    deciding.send(
        {.kind = MessageKind::OpinionReminder,
         .to = seat.holder,
         .place = seat_place(opinion.n, seat.n)}
    );
}

}  // namespace

Outcome rule(Deciding&& deciding, const FireTimer& command) {
    const State& state = deciding.before();
    const auto waited_for = timers_of(deciding.around.type, deciding.around.zone, state);
    const bool due = std::any_of(waited_for.begin(), waited_for.end(), [&](const Timer& timer) {
        return timer.name == command.name && timer.generation == command.generation &&
               timer.fire_at <= deciding.around.now;
    });
    if (!due) {
        return refuse(Refusal::NothingToDo, command.name);
    }
    for (const auto& slot : state.slots) {
        if (command.name == std::string(kReminderPrefix) + std::to_string(slot.n)) {
            remind_slot(deciding, slot);
            return std::move(deciding).done();
        }
    }
    const Opinion& opinion = *state.opinion();
    for (const auto& seat : opinion.seats) {
        if (command.name == timer_name(opinion, seat)) {
            // Late by an outage: nothing can be answered any more.
            if (deciding.around.now > opinion.deadline) {
                return refuse(Refusal::NothingToDo, command.name);
            }
            remind_in_turn(deciding, opinion, seat);
            return std::move(deciding).done();
        }
    }
    close_opinion(deciding, opinion, OpinionClosing::Deadline);
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
