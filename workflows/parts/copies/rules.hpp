#pragma once

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

// A rule for each command. Each promises what `decide` promises.

Outcome rule(Deciding&& deciding, const RenewCopies& command);

}  // namespace contreseing::workflows
