#pragma once

#include <string>
#include <vector>

namespace contreseing::workflows {

/// A division of the text: of a type, with blanks to fill; of a frozen text, as it was printed.
struct Article {
    std::string id;                       ///< names it, never printed: `duree`
    std::string number;                   ///< « 3 », « 3 bis », or empty
    std::string heading;                  ///< one line, or empty
    std::vector<std::string> paragraphs;  ///< in the notation of docs/types.md
    bool operator==(const Article&) const = default;
};

}  // namespace contreseing::workflows
