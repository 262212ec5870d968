#include "workflows/app/start_convention.hpp"

#include <algorithm>

namespace contreseing::workflows::app {

namespace {

/// Nothing where the campus is its only network.
Expected<std::optional<NetworkId>, Refused> chosen(
    Registry& registry, const NewConvention& wanted
) {
    const auto networks = open_networks(registry, wanted.campus);
    if (wanted.network.empty()) {
        if (networks.size() > 1) {
            return Unexpected{Refused{Refusal::InvalidValue, "network"}};
        }
        return networks.empty() ? std::nullopt : std::optional(networks.front().id);
    }
    const auto id = parse_id<NetworkId>(wanted.network);
    if (!id || std::ranges::find(networks, *id, &Network::id) == networks.end()) {
        return Unexpected{Refused{Refusal::NotFound, "network"}};
    }
    return id;
}

}  // namespace

std::vector<Network> open_networks(Registry& registry, const CampusId& campus) {
    auto networks = registry.networks(campus);
    std::erase_if(networks, [](const Network& network) {
        return network.state != Network::State::Active;
    });
    return networks;
}

Expected<Outcome, Refused> start_convention(
    Engine& engine, Registry& registry, TypeCatalogue& types, const NewConvention& wanted
) {
    if (!registry.campus(wanted.campus)) {
        return Unexpected{Refused{Refusal::NotFound, "campus"}};
    }
    for (auto& type : types.current(wanted.campus)) {
        if (type->key != wanted.type_key) {
            continue;
        }
        auto network = chosen(registry, wanted);
        if (!network) {
            return Unexpected{network.error()};
        }
        CreateConvention command;
        command.network = *network;
        command.relations = wanted.relations;
        command.title = wanted.title;
        // A network is no legal person: its support is the party.
        const auto campus = *campus_for(registry, wanted.campus, *network);
        command.campus_name = *network ? campus.support : campus.name;
        command.campus_represented_by = campus.represented_by;
        command.place = campus.place;
        const Asked asked{
            wanted.campus,
            ConventionId{wanted.command.bytes},
            wanted.command,
            wanted.actor,
            wanted.received_at,
            wanted.fingerprint};
        return engine.create(asked, type, std::move(command));
    }
    return Unexpected{Refused{Refusal::NotFound, "type"}};
}

}  // namespace contreseing::workflows::app
