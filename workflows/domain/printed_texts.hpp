#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/drawable.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// A text of the draft that is printed in the act.
struct PrintedText {
    std::string subject;  ///< what the checklist calls it: `title`, `motive`, `visas/0`, `slots/3`…
    std::string_view text;  ///< of the state that it was asked of
    DrawnIn drawn_in = DrawnIn::Text;
    bool operator==(const PrintedText&) const = default;
};

/// Every text that somebody typed and that the act will print, in the order of the draft's form;
/// several of one subject where a line of the form holds several.
std::vector<PrintedText> printed_texts(const State& state);

}  // namespace contreseing::workflows
