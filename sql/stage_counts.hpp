#pragma once

#include "workflows/app/ports/convention_store.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace contreseing::sql {

/// How many conventions stand at each stage, as counted last. What this server commits shows at
/// once; what another one commits, within five seconds. Thread-safe.
class StageCounts {
public:
    using Counts = std::vector<std::pair<workflows::Stage, std::int64_t>>;

    std::optional<Counts> find(const workflows::CampusId& campus);
    /// To be taken before counting, and given back with what was counted.
    std::uint64_t now();
    /// Dropped when a convention changed stage since `counted_at`.
    void keep(const workflows::CampusId& campus, Counts counts, std::uint64_t counted_at);
    void stage_changed(const workflows::CampusId& campus);

private:
    struct Counted {
        Counts counts;
        std::chrono::steady_clock::time_point until;
    };

    std::mutex mutex_;
    std::uint64_t changes_ = 0;
    std::map<workflows::CampusId, Counted> counted_;
};

}  // namespace contreseing::sql
