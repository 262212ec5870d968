#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const RequestOpinion&);
void rule(Deciding&, const RequestOpinion&);
std::optional<Refused> refuse(const Surroundings&, const State&, const AnswerOpinion&);
void rule(Deciding&, const AnswerOpinion&);
std::optional<Refused> refuse(const Surroundings&, const State&, const CloseOpinion&);
void rule(Deciding&, const CloseOpinion&);
std::optional<Refused> refuse(const Surroundings&, const State&, const AcknowledgeOpinion&);
void rule(Deciding&, const AcknowledgeOpinion&);

}  // namespace contreseing::workflows
