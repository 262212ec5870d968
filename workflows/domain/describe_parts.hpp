#pragma once

#include "workflows/domain/command.hpp"
#include "workflows/parts/copies/describe.hpp"
#include "workflows/parts/drafting/describe.hpp"
#include "workflows/parts/ending/describe.hpp"
#include "workflows/parts/information/describe.hpp"
#include "workflows/parts/links/describe.hpp"
#include "workflows/parts/opinion/describe.hpp"
#include "workflows/parts/signing/describe.hpp"

#include <variant>

namespace contreseing::workflows::codec {

/// Calls `use` with an empty one of each command that is both offered to an administrator and
/// described.
template <class... C>
constexpr void each_described(const std::variant<C...>*, auto use) {
    const auto one = [&use]<class Each>() {
        // Whatever the `io`, a description takes it.
        if constexpr (requires(int& io, Each& command) { Each::kOffered, describe(io, command); }) {
            use.template operator()<Each>();
        }
    };
    (one.template operator()<C>(), ...);
}
constexpr void each_described(auto use) {
    each_described(static_cast<const Command*>(nullptr), use);
}

}  // namespace contreseing::workflows::codec
