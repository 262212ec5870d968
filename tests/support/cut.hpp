#pragma once

#include "workflows/app/ports/slice.hpp"

#include <algorithm>
#include <vector>

namespace contreseing::test_support {

/// The part of `all`, already in order, that `slice` asks for.
template <class Row, class Key, class KeyOf>
std::vector<Row> cut(std::vector<Row> all, const workflows::app::Slice<Key>& slice, KeyOf key_of) {
    if (slice.after) {
        const auto last = std::find_if(all.begin(), all.end(), [&](const Row& row) {
            return key_of(row) == *slice.after;
        });
        all.erase(all.begin(), last == all.end() ? last : last + 1);
    }
    all.resize(std::min(all.size(), static_cast<std::size_t>(slice.limit)));
    return all;
}

}  // namespace contreseing::test_support
