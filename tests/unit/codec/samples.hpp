#pragma once

#include "workflows/domain/event.hpp"

#include <random>
#include <vector>

namespace contreseing::workflows::testing {

/// One event of each kind, every member set to something that is not its default.
std::vector<Event> one_of_each_event();

/// A state with `slots` and `seats` in the middle of a round, as the load tests know it.
State busy_state(int slots, int seats);

/// Any state a decoder may meet: every member drawn at random, hostile texts included.
State random_state(std::mt19937& random);

}  // namespace contreseing::workflows::testing
