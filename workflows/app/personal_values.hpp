#pragma once

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

/// Those of `values`, all of one convention, that are about `person`: an address or a whole name as
/// it was written. The address beside such a name and the name beside such an address go with it,
/// wherever they stand again, and so does every free text in which one of them is written. Empty
/// when nobody of that name or address is there.
std::vector<PersonalText> values_about(
    const std::vector<PersonalText>& values, std::string_view person
);

}  // namespace contreseing::workflows::app
