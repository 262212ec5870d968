#pragma once

// Private to this library: what the row of an effect holds.

#include "workflows/app/ports/effect_store.hpp"

#include <string>
#include <string_view>

namespace contreseing::sql {

/// What columns of these texts hold. Never throws on them: what cannot be read is `Unreadable`, so
/// that one row of another program's holds up no other.
decltype(workflows::app::Effect::holds) held(
    std::string_view kind, std::string_view what, std::string_view place, std::string_view payload
);

/// The column `payload` of an effect; nothing of one that cannot be read.
std::string payload_of(const workflows::app::Effect& effect);

}  // namespace contreseing::sql
