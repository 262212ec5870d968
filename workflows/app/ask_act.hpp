#pragma once

#include "workflows/app/carry_out.hpp"

namespace contreseing::workflows::app {

/// What is said of a follow-up that came by more than `kMostHops`.
inline constexpr auto kTooManyHops = "too_many_hops";

/// Asks another act of the campus what `effect` holds, through the engine as everybody: under a
/// command id made of the effect's key, so that it is done once however often it is tried. What
/// that act refuses is settled with the reason, and never tried again; `changed_meanwhile` and
/// failures are. Its entries say which entry of which act asked, and since when that holds
/// (`effective_at`).
void ask_act(const DeliveryTools& tools, const Effect& effect, Handled& handled);

}  // namespace contreseing::workflows::app
