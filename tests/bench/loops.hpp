#pragma once

#include "tests/bench/load.hpp"
#include "workflows/app/services.hpp"

#include <vector>

namespace contreseing::bench {

/// Load and commit of one answer each, by `threads`, on conventions of their own: the store's
/// part of a transition, nothing decided and no page written.
Measured store_loop(
    workflows::app::Services& services,
    workflows::app::ConventionStore& conventions,
    const workflows::CampusId& campus,
    const std::vector<workflows::ConventionId>& ids,
    int threads,
    double seconds
);

/// Conventions read out of the database, one after the other, nothing kept in memory.
Measured open_loop(
    workflows::app::Services& services,
    workflows::app::ConventionStore& conventions,
    const workflows::CampusId& campus,
    const std::vector<workflows::ConventionId>& ids,
    double seconds
);

}  // namespace contreseing::bench
