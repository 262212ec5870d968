#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"

namespace contreseing::workflows {

/// The party in whose name the others are asked to sign: the campus where it is one of them, else
/// the first that the type names. Null while that party has no name.
const Party* lead_party(const ConventionType& type, const State& state);

}  // namespace contreseing::workflows
