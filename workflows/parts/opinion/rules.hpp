#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// A rule for each command. Each promises what `decide` promises.

Outcome rule(Deciding&& deciding, const RequestOpinion& command);
Outcome rule(Deciding&& deciding, const AnswerOpinion& command);
Outcome rule(Deciding&& deciding, const CloseOpinion& command);
Outcome rule(Deciding&& deciding, const AcknowledgeOpinion& command);

}  // namespace contreseing::workflows
