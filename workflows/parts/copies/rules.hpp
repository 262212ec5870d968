#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const RenewCopies&);
void rule(Deciding&, const RenewCopies&);

}  // namespace contreseing::workflows
