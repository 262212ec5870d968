#include "workflows/domain/convention.hpp"

#include <algorithm>

namespace contreseing::workflows::parts {

std::vector<Wait> Opinion::waits(const workflows::State& state) {
    const auto* opinion = state.stage == Stage::UnderOpinion ? state.opinion() : nullptr;
    if (opinion == nullptr) {
        return {};
    }
    Wait wait;
    wait.place = opinion_place(opinion->n);
    wait.who = opinion->body_name;
    wait.since = opinion->requested_at;
    wait.due = opinion->deadline;
    for (const auto& seat : opinion->seats) {
        wait.last_reminder_at = std::max(wait.last_reminder_at, seat.last_reminder_at);
        wait.help = wait.help || (seat.calls_for_help() && !seat.answer);
    }
    return {wait};
}

}  // namespace contreseing::workflows::parts
