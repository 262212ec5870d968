#include "workflows/domain/decide.hpp"

namespace contreseing::workflows::parts {

std::vector<Wait> Signing::waits(const workflows::State& state) {
    std::vector<Wait> waits;
    if (state.stage == Stage::Declined) {
        waits.push_back({.help = true});
    }
    for (const int n : pen_holders(state)) {
        const auto& slot = *state.slot(n);
        auto& wait = waits.emplace_back();
        wait.place = slot_place(n);
        wait.who = slot.holder.name + ", " + slot.office;
        wait.since = slot.invited_at;
        wait.last_reminder_at = slot.last_reminder_at;
        if (slot.door) {
            wait.due = slot.door->expires_at;
        }
        wait.help = slot.calls_for_help() || slot.escalated || codes_are_burnt(slot);
    }
    return waits;
}

}  // namespace contreseing::workflows::parts
