#pragma once

#include "workflows/app/carry_out.hpp"

namespace contreseing::workflows::app {

/// Composes and delivers the message that `effect` holds. What follows once the row is settled: a
/// permanent refusal is an ordinary event of the convention (the address is marked), and the last
/// message to a body makes it informed.
void deliver_message(const DeliveryTools& tools, const Effect& effect, Handled& handled);

}  // namespace contreseing::workflows::app
