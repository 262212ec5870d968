#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// A blank of the model that a typed text may still hold, in bytes of it.
struct Placeholder {
    std::size_t at = 0;
    std::size_t length = 0;
    /// Nobody writes this in a finished act (« XX/XX/2026 », « [À COMPLÉTER] »); false: prose may
    /// read like that (« article XXX »), and only a person can say.
    bool certain = false;
    bool operator==(const Placeholder&) const = default;
};

/// Every placeholder of `text`, in order, none over another. Source: the blanks of the acts in
/// docs/acts.md, and those of office templates.
std::vector<Placeholder> find_placeholders(std::string_view text);

/// `found` and the words beside it, on one line of some 80 characters at most.
std::string words_around(std::string_view text, const Placeholder& found);

}  // namespace contreseing::workflows
