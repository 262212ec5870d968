#include "workflows/domain/reminders.hpp"
#include "workflows/parts/signing/rules.hpp"

#include <algorithm>

namespace contreseing::workflows::parts {

namespace {

TimerId reminder(const Slot& slot) {
    return {slot_place(slot.n), std::string(Signing::kTimers[0])};
}

}  // namespace

std::vector<Timer> Signing::timers(
    const ConventionType& type, const ZoneTable& zone, const workflows::State& state
) {
    std::vector<Timer> timers;
    if (state.stage != Stage::InSignature) {
        return timers;
    }
    for (const auto& slot : state.slots) {
        const bool waited_for = slot.status == Slot::Status::Invited && slot.door &&
                                !slot.door->revoked && slot.invited_at && !slot.escalated;
        if (!waited_for) {
            continue;
        }
        timers.push_back({
            reminder(slot),
            reminder_number(type, *slot.door, slot.reminders_sent, slot.reminder_rounds),
            next_reminder(
                type.reminders,
                zone,
                slot.holder.zone,
                slot.reminders_since.value_or(*slot.invited_at),
                slot.last_reminder_at
            ),
        });
    }
    return timers;
}

void Signing::fire(Deciding& deciding, const Timer& timer) {
    const Place place = timer.id.place;
    const Slot& slot = *deciding.before().slot(place);
    // After the last reminder, or when no link works any more, a person has to help.
    const bool over = slot.reminders_sent >= deciding.around.type.reminders.max ||
                      deciding.around.now >= slot.door->expires_at;
    if (over) {
        deciding.emit(SlotEscalated{slot.n});
        deciding.tell_administrators(mails::kEscalationNotice, place);
    } else {
        deciding.emit(SlotReminded{slot.n, false});
        deciding.send({.kind = mails::kReminder, .to = slot.holder, .place = place});
    }
}

}  // namespace contreseing::workflows::parts
