#pragma once

#include "workflows/ground/expected.hpp"

#include <string>
#include <string_view>

namespace contreseing::workflows {

/// What is wrong with a name that somebody typed.
struct NameFault {
    enum class Kind {
        Hiding,       ///< it holds characters that nobody sees
        Missing,      ///< one line with a letter or a figure is wanted
        NotDrawable,  ///< no act can print it
    };
    Kind kind = Kind::Missing;
    std::u32string characters = {};  ///< which ones, unless it is missing
};

/// What a person, a body or an organisation is called, by the rule of the checklist before
/// freezing: as `parse_name`, not empty, and a signature's frame can draw it. Pages, API and
/// command line take the same names.
Expected<std::string, NameFault> read_name(std::string_view typed);

}  // namespace contreseing::workflows
