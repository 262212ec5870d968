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

bool holds_any(std::string_view text, const auto& identities) {
    return std::any_of(identities.begin(), identities.end(), [text](const auto& each) {
        return find_words(text, each) != std::string_view::npos;
    });
}

bool replace_words(std::string& text, std::string_view words, std::string_view by) {
    auto at = find_words(text, words);
    const bool found = at != std::string::npos;
    while (at != std::string::npos) {
        text.replace(at, words.size(), by);
        at = find_words(text, words, at + by.size());
    }
    return found;
}

bool replace_whole(std::string& text, std::string_view whole, std::string_view by) {
    const bool same = lower_ascii(text) == lower_ascii(whole);
    if (same) {
        text = by;
    }
    return same;
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

std::vector<std::string> identities_of(const std::vector<PersonalText>& values) {
    std::set<std::string> identities;
    for (const auto& value : values) {
        if (identifies(value.place) && !value.text.empty()) {
            identities.insert(value.text);
        }
    }
    std::vector<std::string> longest_first(identities.begin(), identities.end());
    std::stable_sort(longest_first.begin(), longest_first.end(), [](const auto& a, const auto& b) {
        return a.size() > b.size();
    });
    return longest_first;
}

bool names_one_of(std::string_view text, const std::vector<PersonalText>& values) {
    return holds_any(text, identities_of(values));
}

bool take_out(
    Effect& effect, const std::vector<std::string>& identities, std::string_view instead
) {
    bool any = false;
    for (const auto& identity : identities) {
        Contact& to = effect.message.to;
        any = replace_whole(to.name, identity, instead) || any;
        any = replace_whole(to.email.text, identity, instead) || any;
        any = replace_words(effect.last_error, identity, instead) || any;
        any = replace_words(effect.proof, identity, instead) || any;
    }
    return any;
}

}  // namespace contreseing::workflows::app
