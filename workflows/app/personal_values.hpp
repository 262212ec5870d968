#pragma once

#include "workflows/app/ports/convention_store.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/domain/event.hpp"

#include <map>
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

/// Whose address was corrected: the name they then had in `journal`, by entry.
std::map<int, std::string> corrected_names(const std::vector<JournalEntry>& journal);

/// Those of `values`, all of one convention, that are about `person`: an address or a whole name as
/// it was written, ASCII case aside. An address names those who bear it; a name takes its
/// addresses. Somebody bears the addresses beside their name, and those that theirs was corrected
/// to
/// (`corrected`: `corrected_names`) or from, unless another bears the latter. All go wherever they
/// stand again, and so does every free text in which one of them is written, in whole words. Empty
/// when nobody of that name or address is there.
std::vector<PersonalText> values_about(
    const std::vector<PersonalText>& values,
    const std::map<int, std::string>& corrected,
    std::string_view person
);

/// Whether one of `values` is written in `text` in whole words, ASCII case aside.
bool repeats_one_of(std::string_view text, const std::vector<PersonalText>& values);

/// Puts `instead` for the `erased` values in what an effect keeps of people. Names and addresses:
/// its recipient's, each with the other when it is the name, and the whole words of what a mail
/// server said of it, ASCII case aside. A free text: where it is all that was said. False when none
/// is there.
bool take_out(Effect& effect, const std::vector<PersonalText>& erased, std::string_view instead);

}  // namespace contreseing::workflows::app
