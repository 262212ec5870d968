#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const OpenRound&);
void rule(Deciding&, const OpenRound&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RequestCode&);
void rule(Deciding&, const RequestCode&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RecordSignature&);
void rule(Deciding&, const RecordSignature&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RecordWrongCode&);
void rule(Deciding&, const RecordWrongCode&);
std::optional<Refused> refuse(const Surroundings&, const State&, const DeclineToSign&);
void rule(Deciding&, const DeclineToSign&);

}  // namespace contreseing::workflows
