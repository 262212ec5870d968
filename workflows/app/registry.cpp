#include "workflows/app/ports/registry.hpp"

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
