#include "workflows/domain/convention.hpp"

#include <algorithm>

namespace contreseing::workflows {

const CodeIssue* Slot::code_of(const SessionId& session) const {
    const auto found =
        std::find_if(codes.rbegin(), codes.rend(), [&session](const CodeIssue& code) {
            return code.session == session;
        });
    return found == codes.rend() ? nullptr : &*found;
}

const Slot* State::slot(int n) const {
    const auto found =
        std::find_if(slots.begin(), slots.end(), [n](const Slot& slot) { return slot.n == n; });
    return found == slots.end() ? nullptr : &*found;
}

const Opinion* State::opinion(int n) const {
    const auto found = std::find_if(opinions.begin(), opinions.end(), [n](const Opinion& each) {
        return each.n == n;
    });
    return found == opinions.end() ? nullptr : &*found;
}

const Seat* State::seat(int opinion, int n) const {
    const Opinion* asked = this->opinion(opinion);
    if (asked == nullptr) {
        return nullptr;
    }
    const auto found = std::find_if(
        asked->seats.begin(), asked->seats.end(), [n](const Seat& seat) { return seat.n == n; }
    );
    return found == asked->seats.end() ? nullptr : &*found;
}

const Reach* State::reach(const Place& whose) const {
    if (const Slot* signatory = slot(whose)) {
        return signatory;
    }
    return seat(whose);
}

std::vector<std::pair<Place, const Reach*>> State::everybody() const {
    std::vector<std::pair<Place, const Reach*>> all;
    for (const auto& slot : slots) {
        all.emplace_back(slot_place(slot.n), &slot);
    }
    if (const Opinion* asked = opinion()) {
        for (const auto& seat : asked->seats) {
            all.emplace_back(seat_place(asked->n, seat.n), &seat);
        }
    }
    return all;
}

const Opinion* State::opinion() const {
    const auto found = std::find_if(opinions.rbegin(), opinions.rend(), [](const Opinion& opinion) {
        return !opinion.void_;
    });
    return found == opinions.rend() ? nullptr : &*found;
}

}  // namespace contreseing::workflows
