#pragma once

#include "workflows/domain/parts.hpp"
#include "workflows/ground/timer.hpp"

#include <string_view>
#include <variant>

namespace contreseing::workflows {

/// What the system asks of itself when a timer is due.
struct FireTimer {
    static constexpr std::string_view kName = "fire_timer";
    TimerId timer;
    int generation = 0;
};

template <class... Part>
using CommandOf = typename Joined<std::variant<FireTimer>, typename Part::Commands...>::type;

/// What somebody asks for, in the imperative. Every change goes through one of these, those of
/// timers and of the command line too.
using Command = OfParts<CommandOf>;

}  // namespace contreseing::workflows
