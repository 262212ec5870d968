#pragma once

#include "workflows/app/ports/effect_store.hpp"
#include "workflows/domain/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows::app {

/// A personal value of a journal, in clear.
struct PersonalText {
    JournalPlace place;
    std::string text;
    bool operator==(const PersonalText&) const = default;
};

/// The last reference token of the pointer: `name` of `/body/holder/name`.
inline std::string_view last_member(const JournalPlace& place) {
    return std::string_view(place.pointer).substr(place.pointer.rfind('/') + 1);
}

/// Whether a name or an address stands there, as opposed to what somebody wrote.
inline bool identifies(const JournalPlace& place) {
    const auto member = last_member(place);
    return member == "name" || member == "email" || member == "from" || member == "to";
}

/// Those of `values`, all of one convention, that are about `person`: an address or a whole name as
/// it was written, ASCII case aside. An address names those it stands beside, and those beside what
/// it was corrected from or to; a name takes the addresses beside it, and what these were corrected
/// from or to. All go wherever they stand again, and so does every free text in which one of them
/// is written, in whole words. Empty when nobody of that name or address is there.
std::vector<PersonalText> values_about(
    const std::vector<PersonalText>& values, std::string_view person
);

/// The names and addresses among `values`, each once, the longest first: a longer one may hold a
/// shorter one.
std::vector<std::string> identities_of(const std::vector<PersonalText>& values);

/// Whether one of the names and addresses among `values` is written in `text` in whole words, ASCII
/// case aside.
bool names_one_of(std::string_view text, const std::vector<PersonalText>& values);

/// Puts `instead` for `identities` in what a message keeps of people: its recipient's name and
/// address, when they are one, and the whole words of what a mail server said of it, ASCII case
/// aside. False when there is none.
bool take_out(Effect& effect, const std::vector<std::string>& identities, std::string_view instead);

}  // namespace contreseing::workflows::app
