#include "workflows/domain/deciding.hpp"

#include <algorithm>
#include <iterator>

namespace contreseing::workflows {

namespace {

template <class Everybody>
bool any_reminded(const Everybody& everybody, const EmailAddress& email, Instant now) {
    constexpr std::chrono::hours kBetweenReminders{24};
    return std::ranges::any_of(everybody, [&](const Reach& somebody) {
        return somebody.last_reminder_at && now < *somebody.last_reminder_at + kBetweenReminders &&
               same_mailbox(somebody.holder.email, email);
    });
}

}  // namespace

bool reminded_lately(const State& state, const Slot& slot, Instant now) {
    return any_reminded(state.slots, slot.holder.email, now);
}

bool reminded_lately(const Opinion& opinion, const Seat& seat, Instant now) {
    return any_reminded(opinion.seats, seat.holder.email, now);
}

std::vector<int> pen_holders(const State& state) {
    std::vector<int> holders;
    if (state.stage != Stage::InSignature) {
        return holders;
    }
    for (const auto& slot : state.slots) {
        if (slot.status == Slot::Status::Invited) {
            holders.push_back(slot.n);
        }
    }
    std::sort(holders.begin(), holders.end());
    return holders;
}

bool body_was_forgotten(const Surroundings& around, const State& state) {
    return state.stage == Stage::InForce && !around.type.inform_body_kind.empty() &&
           !state.body_informed_at && !around.informing;
}

}  // namespace contreseing::workflows
