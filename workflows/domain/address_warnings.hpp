#pragma once

#include "workflows/domain/decide.hpp"

#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows {

/// Keys of the warnings that `address` calls for at that place of a frozen text: an
/// administrator's own, `administrator_address:3`, one that is probably misspelt,
/// `doubtful_address:3`, or another place's, `shared_address:1,3`.
std::vector<std::string> warnings_of_slot(
    const Surroundings& around, const State& state, const Slot& slot, const EmailAddress& address
);
/// The same of a seat, among those of its opinion: `administrator_address:opinion/1/seat/2`.
std::vector<std::string> warnings_of_seat(
    const Surroundings& around,
    const Opinion& opinion,
    const Seat& seat,
    const EmailAddress& address
);

/// Of every seat of an opinion that is about to be asked, whose addresses come from a register:
/// those that are probably misspelt.
std::vector<std::string> warnings_of_request(int opinion, const std::vector<Seat>& seats);

/// Name of a seat in the keys above, and of who answers from it: `opinion/1/seat/2`.
std::string seat_id(int opinion, const Seat& seat);

/// Refuses with the first of these warnings that nobody has answered for since the address there
/// last changed: who answered for one address did not for the next.
std::optional<Refused> refuse_unacknowledged(
    const State& state, const std::vector<std::string>& warnings
);

}  // namespace contreseing::workflows
