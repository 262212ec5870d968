#pragma once

#include "workflows/app/carry_out.hpp"

#include <string>

namespace contreseing::workflows::app {

/// Why a message no longer says anything true or useful, or empty: an invitation to someone who
/// has signed, a code that is over.
std::string overtaken_by(const Message& message, const State& now, Instant at);

/// The same of what the message would carry, composed from the state `as_of` its cause: a link
/// that another one has replaced since, a code that a newer one has. Empty: it still works.
std::string outdated_by(const Message& message, const State& as_of, const State& now);

/// Composes and delivers the message that `effect` holds. What follows once the row is settled: a
/// permanent refusal is an ordinary event of the convention (the address is marked), and the last
/// message to a body makes it informed.
void deliver_message(const DeliveryTools& tools, const Effect& effect, Handled& handled);

}  // namespace contreseing::workflows::app
