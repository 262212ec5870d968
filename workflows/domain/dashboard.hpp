#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/ground/wait.hpp"

#include <vector>

namespace contreseing::workflows {

/// What the act waits for, part after part.
std::vector<Wait> waits_of(const State& state);
/// What it is besides its stage.
std::vector<Badge> badges_of(const ConventionType& type, const State& state);

}  // namespace contreseing::workflows
