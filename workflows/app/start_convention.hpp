#pragma once

#include "workflows/app/engine.hpp"

#include <string>
#include <vector>

namespace contreseing::workflows::app {

struct NewConvention {
    CampusId campus;
    CommandId command;  ///< also gives the convention its id, so a replay finds it
    Actor actor;
    Instant received_at;
    std::string type_key;
    std::string title;
    std::string fingerprint = {};  ///< as `Asked::fingerprint`
    std::string network = {};      ///< id of one of the campus's; empty: none was chosen
    std::vector<Relation> relations = {};
};

/// Networks of the campus that an act may be of: those that are active.
std::vector<Network> open_networks(Registry& registry, const CampusId& campus);

/// Opens a draft of the newest version of a type. Of several networks one has to be chosen, and an
/// only one is. Refused: NotFound (`type`, `campus`, `network`, `relations/0/act`), InvalidValue
/// (`title`, `network`, `relations`, and what is in it).
Expected<Outcome, Refused> start_convention(
    Engine& engine, Registry& registry, TypeCatalogue& types, const NewConvention& wanted
);

}  // namespace contreseing::workflows::app
