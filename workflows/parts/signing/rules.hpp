#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// A rule for each command. Each promises what `decide` promises.

Outcome rule(Deciding&& deciding, const OpenRound& command);
Outcome rule(Deciding&& deciding, const RequestCode& command);
Outcome rule(Deciding&& deciding, const RecordSignature& command);
Outcome rule(Deciding&& deciding, const RecordWrongCode& command);
Outcome rule(Deciding&& deciding, const DeclineToSign& command);

}  // namespace contreseing::workflows
