#pragma once

#include "server/adapters/clock.hpp"
#include "server/http/router.hpp"

#include <string>

namespace contreseing::server {

/// `POST /demo/clock`, `advance_seconds=N`: moves the demonstration's clock and tells its instant.
/// Refused: what another site's page sent, a number that is none or below zero, and more than
/// `VirtualClock::kFarthest`. `clock` outlives the router.
void add_demo_clock(http::Router& router, VirtualClock& clock, std::string public_url);

}  // namespace contreseing::server
