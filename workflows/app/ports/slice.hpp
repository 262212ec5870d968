#pragma once

#include <limits>
#include <optional>

namespace contreseing::workflows::app {

/// A part of an ordered list: at most `limit` rows, those that come after the row `after`. By
/// default the whole list. After a row that does not exist comes nothing.
template <class Key>
struct Slice {
    int limit = std::numeric_limits<int>::max();
    std::optional<Key> after = {};
};

}  // namespace contreseing::workflows::app
