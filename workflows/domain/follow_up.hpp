#pragma once

#include "workflows/domain/parts.hpp"

#include <string_view>
#include <variant>

namespace contreseing::workflows {

/// What an act may ask of another one by itself.
using FollowUpCommand = std::variant<AcknowledgeWarning, Abandon>;

/// What is to happen in another act of the same campus because of what happened in this one. It is
/// carried out after the transition that asks for it, by the same door, once.
struct FollowUp {
    ConventionId to;
    FollowUpCommand command;
    Place place = {};  ///< of the asking act: what it is about
};

/// Of its command.
inline std::string_view name_of(const FollowUp& asked) {
    return std::visit([]<class Asked>(const Asked&) { return Asked::kName; }, asked.command);
}

/// What a cause in another act hands on.
struct Cause {
    Instant effective_at;  ///< of the first of them: legal dates of the receiver count from it
    int hops = 1;          ///< follow-ups since somebody, or a timer, asked
};

/// A follow-up on its way.
struct FollowUpSent {
    FollowUp asked;
    Cause cause;
};

/// Further ones are refused: acts that ask each other in a circle come to an end.
inline constexpr int kMostHops = 8;

}  // namespace contreseing::workflows
