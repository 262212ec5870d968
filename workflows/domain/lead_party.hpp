#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"

namespace contreseing::workflows {

/// The party that runs the act, and in whose name the others are asked to sign: the one that the
/// type flags as the campus. Null where there is none, or while it has no name: the campus runs an
/// act that it is no party of.
const Party* lead_party(const ConventionType& type, const State& state);

}  // namespace contreseing::workflows
