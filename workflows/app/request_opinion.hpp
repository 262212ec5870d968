#pragma once

#include "workflows/app/engine.hpp"

#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows::app {

struct OpinionAsked {
    std::string question;             ///< empty: the type's
    std::optional<Instant> deadline;  ///< none: the type's delay, 18:00 of the last working day
};

/// Who would be asked now: the body's seats that somebody holds.
std::vector<Seat> seats_to_ask(Registry& registry, const CampusId& campus, const Body& body);

/// Asks the body that the type names: its seats are copied, so that editing the body later does
/// not change the running vote. Refused: NotFound (`body`), and what the domain
/// refuses: NeedsAcknowledgement of a seat's address among it.
Expected<Outcome, Refused> request_opinion(
    Engine& engine, Registry& registry, const Asked& asked, const OpinionAsked& wanted
);

}  // namespace contreseing::workflows::app
