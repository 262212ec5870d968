#include "workflows/app/ports/registry.hpp"

#include <array>
#include <utility>

namespace contreseing::workflows::app {

std::optional<Body> body_for(
    Registry& registry,
    const CampusId& campus,
    const std::string& kind,
    const std::optional<NetworkId>& network
) {
    auto body = network ? registry.body(campus, kind, network) : std::nullopt;
    return body ? body : registry.body(campus, kind);
}

std::optional<Campus> campus_for(
    Registry& registry, const CampusId& campus, const std::optional<NetworkId>& network
) {
    auto named = registry.campus(campus);
    if (named && network) {
        for (auto& each : registry.networks(campus)) {
            if (each.id == *network) {
                named->name = std::move(each.name);
                named->support = std::move(each.support);
                if (!each.represented_by.empty()) {
                    named->represented_by = std::move(each.represented_by);
                }
            }
        }
    }
    return named;
}

std::vector<Contact> contacts_of(Registry& registry, const CampusId& campus, const Body& body) {
    std::vector<Contact> contacts;
    for (const auto& seat : body.seats) {
        const auto& who = seat.substitute_acts ? seat.substitute : seat.holder;
        if (!who) {
            continue;
        }
        if (auto person = registry.person(campus, *who)) {
            contacts.push_back(person->contact);
        }
    }
    return contacts;
}

}  // namespace contreseing::workflows::app

namespace contreseing::workflows {

template <>
std::span<const std::string_view> names_of<app::Network::State>() {
    static constexpr std::array<std::string_view, 2> kNames{"active", "closed"};
    return kNames;
}

}  // namespace contreseing::workflows
