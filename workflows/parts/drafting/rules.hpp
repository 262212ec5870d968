#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

/// The attestations that the type asks for of this state.
std::vector<Check> attestations_of(const ConventionType& type, const State& state);

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const CreateConvention&);
void rule(Deciding&, const CreateConvention&);
std::optional<Refused> refuse(const Surroundings&, const State&, const EditDraft&);
void rule(Deciding&, const EditDraft&);
std::optional<Refused> refuse(const Surroundings&, const State&, const AttachAnnex&);
void rule(Deciding&, const AttachAnnex&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RemoveAnnex&);
void rule(Deciding&, const RemoveAnnex&);
std::optional<Refused> refuse(const Surroundings&, const State&, const AcknowledgeWarning&);
void rule(Deciding&, const AcknowledgeWarning&);
std::optional<Refused> refuse(const Surroundings&, const State&, const FreezeVersion&);
void rule(Deciding&, const FreezeVersion&);
std::optional<Refused> refuse(const Surroundings&, const State&, const ReopenDraft&);
void rule(Deciding&, const ReopenDraft&);

}  // namespace contreseing::workflows
