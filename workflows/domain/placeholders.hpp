#pragma once

#include <string_view>

namespace contreseing::workflows {

/// Whether a typed text still holds a blank of the model: « … », « ..... », « ____ », « -- »,
/// « XXXX » or « Xxxxx » as a word, « à définir » in any case. Source: the blanks of the acts
/// in docs/acts.md.
bool has_placeholder(std::string_view text);

}  // namespace contreseing::workflows
