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

const Opinion* State::opinion() const {
    const auto found = std::find_if(opinions.rbegin(), opinions.rend(), [](const Opinion& opinion) {
        return !opinion.void_;
    });
    return found == opinions.rend() ? nullptr : &*found;
}

}  // namespace contreseing::workflows
