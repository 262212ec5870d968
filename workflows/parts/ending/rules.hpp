#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const Abandon&);
void rule(Deciding&, const Abandon&);
std::optional<Refused> refuse(const Surroundings&, const State&, const EraseValues&);
void rule(Deciding&, const EraseValues&);

}  // namespace contreseing::workflows
