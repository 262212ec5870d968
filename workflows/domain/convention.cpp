#include "workflows/domain/convention.hpp"

#include "workflows/domain/fold.hpp"

#include <algorithm>

namespace contreseing::workflows {

const CodeIssue* Slot::code_of(const SessionId& session) const {
    const auto found =
        std::find_if(codes.rbegin(), codes.rend(), [&session](const CodeIssue& code) {
            return code.session == session;
        });
    return found == codes.rend() ? nullptr : &*found;
}

const Party* Spine::party(int number) const {
    return numbered(parties, number);
}

const std::string& Spine::party_name(int number) const {
    static const std::string kNone;
    const Party* found = party(number);
    return found == nullptr ? kNone : found->name;
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

std::optional<Participant> State::participant(const Place& whose) const {
    std::optional<Participant> found;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::participant; }) {
            found = found ? found : Part::participant(*this, whose);
        }
    });
    return found;
}

const Reach* State::reach(const Place& whose) const {
    const auto found = participant(whose);
    return found ? found->reach : nullptr;
}

LinkStatus State::link_status(const Place& whose, int generation, Instant now) const {
    std::optional<LinkStatus> found;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::link_status; }) {
            found = found ? found : Part::link_status(*this, whose, generation, now);
        }
    });
    return found.value_or(LinkStatus::Unknown);
}

std::vector<std::pair<Place, const Reach*>> State::everybody() const {
    std::vector<std::pair<Place, const Reach*>> all;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::places; }) {
            for (const auto& whose : Part::places(*this)) {
                all.emplace_back(whose, reach(whose));
            }
        }
    });
    std::ranges::stable_sort(all, {}, [](const auto& each) { return each.first.matter; });
    return all;
}

const Opinion* State::opinion() const {
    const auto found = std::find_if(opinions.rbegin(), opinions.rend(), [](const Opinion& opinion) {
        return !opinion.void_;
    });
    return found == opinions.rend() ? nullptr : &*found;
}

}  // namespace contreseing::workflows
