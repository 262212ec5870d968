#include "workflows/domain/address_warnings.hpp"

#include "workflows/domain/address_slips.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// `name` spells a place in a key.
template <class Place, class Name>
std::vector<std::string> warnings(
    const Surroundings& around,
    const std::vector<Place>& places,
    const Place& place,
    const EmailAddress& address,
    Name name
) {
    std::vector<std::string> keys;
    const auto warn = [&keys](const CheckKind& kind, const std::string& subject) {
        keys.push_back(check_key(kind, subject));
    };
    const bool administrators = std::any_of(
        around.administrators.begin(),
        around.administrators.end(),
        [&address](const Contact& each) { return same_mailbox(each.email, address); }
    );
    if (administrators) {
        warn(checks::kAdministratorAddress, name(place));
    }
    if (doubtful_address(address)) {
        warn(checks::kDoubtfulAddress, name(place));
    }
    for (const auto& other : places) {
        if (other.n != place.n && same_mailbox(other.holder.email, address)) {
            const bool before = other.n < place.n;
            warn(
                checks::kSharedAddress,
                name(before ? other : place) + ',' + name(before ? place : other)
            );
        }
    }
    return keys;
}

}  // namespace

std::string seat_id(int opinion, const Seat& seat) {
    return to_text(seat_place(opinion, seat.n));
}

std::vector<std::string> warnings_of_slot(
    const Surroundings& around, const State& state, const Slot& slot, const EmailAddress& address
) {
    return warnings(around, state.slots, slot, address, [](const Slot& each) {
        return std::to_string(each.n);
    });
}

std::vector<std::string> warnings_of_seat(
    const Surroundings& around,
    const Opinion& opinion,
    const Seat& seat,
    const EmailAddress& address
) {
    return warnings(around, opinion.seats, seat, address, [&opinion](const Seat& each) {
        return seat_id(opinion.n, each);
    });
}

std::vector<std::string> warnings_of_request(int opinion, const std::vector<Seat>& seats) {
    std::vector<std::string> keys;
    for (const auto& seat : seats) {
        if (doubtful_address(seat.holder.email)) {
            keys.push_back(check_key(checks::kDoubtfulAddress, seat_id(opinion, seat)));
        }
    }
    return keys;
}

std::optional<Refused> refuse_unacknowledged(
    const State& state, const std::vector<std::string>& warnings
) {
    for (const auto& key : warnings) {
        if (!state.acknowledged_ahead.contains(key)) {
            return Refused{Refusal::NeedsAcknowledgement, key};
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::workflows
