#include "workflows/app/ports/registry.hpp"

#include <array>

namespace contreseing::workflows::app {

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
