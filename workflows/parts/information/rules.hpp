#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const InformBody&);
void rule(Deciding&, const InformBody&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RecordBodyInformed&);
void rule(Deciding&, const RecordBodyInformed&);

}  // namespace contreseing::workflows
