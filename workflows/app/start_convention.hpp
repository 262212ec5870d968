#pragma once

#include "workflows/app/engine.hpp"

#include <string>

namespace contreseing::workflows::app {

struct NewConvention {
    CampusId campus;
    CommandId command;  ///< also gives the convention its id, so a replay finds it
    Actor actor;
    Instant received_at;
    std::string type_key;
    std::string title;
    std::string fingerprint = {};  ///< as `Asked::fingerprint`
};

/// Opens a draft of the newest version of a type. Refused: NotFound (`type`, `campus`),
/// InvalidValue (`title`).
Expected<Outcome, Refused> start_convention(
    Engine& engine, Registry& registry, TypeCatalogue& types, const NewConvention& wanted
);

}  // namespace contreseing::workflows::app
