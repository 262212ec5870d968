#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// A rule for each command. Each promises what `decide` promises.

Outcome rule(Deciding&& deciding, const CreateConvention& command);
Outcome rule(Deciding&& deciding, const EditDraft& command);
Outcome rule(Deciding&& deciding, const AttachAnnex& command);
Outcome rule(Deciding&& deciding, const RemoveAnnex& command);
Outcome rule(Deciding&& deciding, const AcknowledgeWarning& command);
Outcome rule(Deciding&& deciding, const FreezeVersion& command);
Outcome rule(Deciding&& deciding, const ReopenDraft& command);

}  // namespace contreseing::workflows
