#include "workflows/domain/reminders.hpp"
#include "workflows/parts/signing/rules.hpp"

#include <algorithm>

namespace contreseing::workflows::parts {

namespace {

std::string timer_name(const Slot& slot) {
    return "remind/" + std::to_string(slot.n);
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
            timer_name(slot),
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

std::optional<Refused> Signing::fire(Deciding& deciding, const Timer& timer) {
    const auto& slots = deciding.before().slots;
    const auto& slot = *std::ranges::find(slots, timer.name, timer_name);
    const Place place = slot_place(slot.n);
    // After the last reminder, or when no link works any more, a person has to help.
    const bool over = slot.reminders_sent >= deciding.around.type.reminders.max ||
                      deciding.around.now >= slot.door->expires_at;
    if (over) {
        deciding.emit(SlotEscalated{slot.n});
        deciding.tell_administrators(MessageKind::EscalationNotice, place);
    } else {
        deciding.emit(SlotReminded{slot.n, false});
        deciding.send({.kind = MessageKind::Reminder, .to = slot.holder, .place = place});
    }
    return std::nullopt;
}

}  // namespace contreseing::workflows::parts
