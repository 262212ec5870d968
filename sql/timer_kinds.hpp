#pragma once

#include "sql/values.hpp"
#include "workflows/domain/decide.hpp"

#include <string>

namespace contreseing::sql {

/// The kinds of timers that this program fires, as one array parameter. Rows of any other are
/// another version's.
inline const std::string& known_timer_kinds() {
    static const std::string all = [] {
        ArrayLiteral kinds;
        for (const auto kind : workflows::timer_kinds()) {
            kinds.add(kind);
        }
        return kinds.text();
    }();
    return all;
}

}  // namespace contreseing::sql
