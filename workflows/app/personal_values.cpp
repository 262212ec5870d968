#include "workflows/app/personal_values.hpp"

#include "text/characters.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace contreseing::workflows::app {

namespace {

/// A name and an address of theirs, without case.
using Bearing = std::pair<std::string, std::string>;

/// Who bears which address. One that somebody was corrected away from while another bears it is the
/// other's alone: it was entered for the wrong person, or is no longer shared.
std::set<Bearing> bearings_in(
    const std::vector<PersonalText>& values, const std::map<int, std::string>& corrected
) {
    std::set<std::string> names;
    std::map<std::pair<int, std::string_view>, std::map<std::string_view, std::string>> objects;
    for (const auto& [place, text] : values) {
        if (identifies(place) && !text.empty()) {
            const auto object = std::string_view(place.pointer).substr(0, place.pointer.rfind('/'));
            objects[{place.seq, object}][last_member(place)] = text::lower_ascii(text);
            if (last_member(place) == "name") {
                names.insert(text::lower_ascii(text));
            }
        }
    }
    std::map<Bearing, bool> bears;  // false: corrected away from
    for (auto& [place, members] : objects) {
        bears[{members["name"], members["email"]}] = true;
        const auto owner = corrected.find(place.first);
        // Not an erased name, which is nobody's.
        if (owner != corrected.end() && names.contains(text::lower_ascii(owner->second))) {
            bears[{text::lower_ascii(owner->second), members["from"]}] = false;
            bears[{text::lower_ascii(owner->second), members["to"]}] = true;
        }
    }
    std::set<std::string> borne;
    for (const auto& [bearing, still] : bears) {
        if (still && !bearing.first.empty()) {
            borne.insert(bearing.second);
        }
    }
    std::set<Bearing> kept;
    for (const auto& [bearing, still] : bears) {
        const auto& [name, address] = bearing;
        if (!name.empty() && !address.empty() && (still || !borne.contains(address))) {
            kept.insert(bearing);
        }
    }
    return kept;
}

bool holds_any(std::string_view text, const auto& sought) {
    return std::any_of(sought.begin(), sought.end(), [text](const auto& each) {
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
    const bool same = !whole.empty() && text::lower_ascii(text) == text::lower_ascii(whole);
    if (same) {
        text = by;
    }
    return same;
}

/// A longer one may hold a shorter one.
struct LongestFirst {
    bool operator()(const std::string& a, const std::string& b) const {
        return a.size() == b.size() ? a < b : a.size() > b.size();
    }
};

}  // namespace

std::map<int, std::string> corrected_names(const std::vector<JournalEntry>& journal) {
    std::map<int, std::string> names;
    State state;
    for (const auto& [recorded, hash, body] : journal) {
        if (const auto* corrected = std::get_if<AddressCorrected>(&recorded.event)) {
            if (const Reach* somebody = state.reach(corrected->place)) {
                names[recorded.seq] = somebody->holder.name;
            }
        }
        state = evolve(std::move(state), recorded);
    }
    return names;
}

std::vector<PersonalText> values_about(
    const std::vector<PersonalText>& values,
    const std::map<int, std::string>& corrected,
    std::string_view person
) {
    if (person.empty()) {
        return {};
    }
    const auto sought = text::lower_ascii(person);
    const auto bearings = bearings_in(values, corrected);
    std::set<std::string> names{sought};
    for (const auto& [name, address] : bearings) {
        if (address == sought) {
            names.insert(name);
        }
    }
    // No name from here on: who shares an address with a person found was not asked for.
    auto known = names;
    for (const auto& [name, address] : bearings) {
        if (names.contains(name)) {
            known.insert(address);
        }
    }
    std::vector<PersonalText> found;
    bool is_somebody = false;
    for (const auto& value : values) {
        const auto text = text::lower_ascii(value.text);
        if (identifies(value.place) ? known.contains(text) : holds_any(text, known)) {
            found.push_back(value);
            is_somebody = is_somebody || identifies(value.place);
        }
    }
    return is_somebody ? found : std::vector<PersonalText>{};
}

bool repeats_one_of(std::string_view text, const std::vector<PersonalText>& values) {
    return holds_any(text, values | std::views::transform(&PersonalText::text));
}

bool take_out(Effect& effect, const std::vector<PersonalText>& erased, std::string_view instead) {
    Message* message = effect.message();
    // What a follow-up asks is free text: the act that it went to keeps it in its own journal.
    auto* asked = std::get_if<ActAsked>(&effect.holds);
    std::vector<std::string*> said{&effect.last_error, &effect.proof};
    if (asked != nullptr) {
        std::visit(
            [&said](auto& command) { said.push_back(&command.reason); }, asked->sent.asked.command
        );
    }
    bool any = false;
    const auto each_said = [&](auto replace, std::string_view text) {
        for (auto* words : said) {
            any = replace(*words, text, instead) || any;
        }
    };
    std::set<std::string, LongestFirst> identities;
    for (const auto& [place, text] : erased) {
        if (identifies(place)) {
            identities.insert(text::lower_ascii(text));
        } else {
            // Only the whole: « Ok » may stand within a proof for another reason.
            each_said(replace_whole, text);
        }
    }
    // No entry says where an administrator was written to.
    if (message != nullptr && identities.contains(text::lower_ascii(message->to.name))) {
        identities.insert(text::lower_ascii(message->to.email.text));
    }
    for (const auto& identity : identities) {
        if (message != nullptr) {
            any = replace_whole(message->to.name, identity, instead) || any;
            any = replace_whole(message->to.email.text, identity, instead) || any;
        }
        each_said(replace_words, identity);
    }
    return any;
}

}  // namespace contreseing::workflows::app
