#pragma once

#include "server/pages/kit/format.hpp"
#include "server/pages/kit/model.hpp"
#include "server/pages/kit/words.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"

#include <vector>

namespace contreseing::server::pages {

/// The clauses of an act in force, one row each: its length and last day, renewal, notice, dispute.
/// Empty before it is in force. Source: docs/types.md.
std::vector<Model> rules_model(
    const Words& words,
    Locale locale,
    const Format& format,
    const workflows::ConventionType& type,
    const workflows::State& state
);

}  // namespace contreseing::server::pages
