#include "workflows/app/personal_values.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace contreseing::workflows::app {

namespace {

std::string_view last_member(const JournalPlace& place) {
    return std::string_view(place.pointer).substr(place.pointer.rfind('/') + 1);
}

/// A name or an address, as opposed to what somebody wrote.
bool identifies(const PersonalText& value) {
    const auto member = last_member(value.place);
    return member == "name" || member == "email" || member == "from" || member == "to";
}

/// The contact that the value is a part of.
std::pair<int, std::string> contact_of(const JournalPlace& place) {
    return {place.seq, place.pointer.substr(0, place.pointer.rfind('/'))};
}

bool same(std::string_view a, std::string_view b) {
    return same_mailbox({std::string(a)}, {std::string(b)});
}

}  // namespace

std::vector<PersonalText> values_about(
    const std::vector<PersonalText>& values, std::string_view person
) {
    std::set<std::pair<int, std::string>> contacts;
    for (const auto& value : values) {
        if (identifies(value) && same(value.text, person)) {
            contacts.insert(contact_of(value.place));
        }
    }
    std::set<std::string> known;
    for (const auto& value : values) {
        const auto member = last_member(value.place);
        const bool of_a_contact = member == "name" || member == "email";
        if (identifies(value) && (same(value.text, person) ||
                                  (of_a_contact && contacts.contains(contact_of(value.place))))) {
            known.insert(value.text);
        }
    }
    std::vector<PersonalText> found;
    for (const auto& value : values) {
        const bool about = std::any_of(known.begin(), known.end(), [&value](const auto& text) {
            return identifies(value) ? same(value.text, text)
                                     : value.text.find(text) != std::string::npos;
        });
        if (about) {
            found.push_back(value);
        }
    }
    return found;
}

}  // namespace contreseing::workflows::app
