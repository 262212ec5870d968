#include "workflows/app/personal_values.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace contreseing::workflows::app {

namespace {

/// The names and addresses of one object of an entry, by member, without case.
using Identity = std::map<std::string_view, std::string>;

std::vector<Identity> identities_in(const std::vector<PersonalText>& values) {
    std::map<std::pair<int, std::string_view>, Identity> objects;
    for (const auto& [place, text] : values) {
        if (identifies(place) && !text.empty()) {
            const auto object = std::string_view(place.pointer).substr(0, place.pointer.rfind('/'));
            objects[{place.seq, object}][last_member(place)] = lower_ascii(text);
        }
    }
    std::vector<Identity> identities;
    for (auto& [place, identity] : objects) {
        identities.push_back(std::move(identity));
    }
    return identities;
}

/// Adds each `other` that stands beside a known `member`.
void add_beside(
    const std::vector<Identity>& identities,
    std::string_view member,
    std::string_view other,
    std::set<std::string>& known
) {
    for (const auto& identity : identities) {
        const auto one = identity.find(member);
        const auto two = identity.find(other);
        if (one != identity.end() && two != identity.end() && known.contains(one->second)) {
            known.insert(two->second);
        }
    }
}

/// Adds the addresses that known ones were corrected from or to, however often.
void add_corrections(const std::vector<Identity>& identities, std::set<std::string>& known) {
    for (std::size_t before = 0; before != known.size();) {
        before = known.size();
        add_beside(identities, "from", "to", known);
        add_beside(identities, "to", "from", known);
    }
}

bool holds_any(std::string_view text, const std::set<std::string>& known) {
    return std::any_of(known.begin(), known.end(), [text](const auto& each) {
        return text.find(each) != std::string_view::npos;
    });
}

}  // namespace

std::vector<PersonalText> values_about(
    const std::vector<PersonalText>& values, std::string_view person
) {
    if (person.empty()) {
        return {};
    }
    const auto identities = identities_in(values);
    std::set<std::string> known{lower_ascii(person)};
    add_corrections(identities, known);
    add_beside(identities, "email", "name", known);
    // No name from here on: who shares an address with a person found was not asked for.
    add_beside(identities, "name", "email", known);
    add_corrections(identities, known);
    std::vector<PersonalText> found;
    bool is_somebody = false;
    for (const auto& value : values) {
        const auto text = lower_ascii(value.text);
        if (identifies(value.place) ? known.contains(text) : holds_any(text, known)) {
            found.push_back(value);
            is_somebody = is_somebody || identifies(value.place);
        }
    }
    return is_somebody ? found : std::vector<PersonalText>{};
}

bool names_one_of(std::string_view text, const std::vector<PersonalText>& values) {
    const auto sought = lower_ascii(text);
    return std::any_of(values.begin(), values.end(), [&sought](const auto& value) {
        return identifies(value.place) && !value.text.empty() &&
               sought.find(lower_ascii(value.text)) != std::string::npos;
    });
}

}  // namespace contreseing::workflows::app
