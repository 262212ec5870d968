#include "sql/stage_counts.hpp"

namespace contreseing::sql {

using workflows::CampusId;

namespace {
constexpr std::chrono::seconds kLife{5};
}  // namespace

std::optional<StageCounts::Counts> StageCounts::find(const CampusId& campus) {
    const std::lock_guard lock(mutex_);
    const auto found = counted_.find(campus);
    const bool fresh =
        found != counted_.end() && std::chrono::steady_clock::now() < found->second.until;
    return fresh ? std::optional(found->second.counts) : std::nullopt;
}

std::uint64_t StageCounts::now() {
    const std::lock_guard lock(mutex_);
    return changes_;
}

void StageCounts::keep(const CampusId& campus, Counts counts, std::uint64_t counted_at) {
    const std::lock_guard lock(mutex_);
    if (counted_at == changes_) {
        counted_[campus] = {std::move(counts), std::chrono::steady_clock::now() + kLife};
    }
}

void StageCounts::stage_changed(const CampusId& campus) {
    const std::lock_guard lock(mutex_);
    ++changes_;
    counted_.erase(campus);
}

}  // namespace contreseing::sql
