#include "server/app/snapshot_watch.hpp"

namespace contreseing::server {

bool SnapshotWatch::saw(const std::optional<sql::OldestSnapshot>& oldest, Steady::time_point now) {
    const std::lock_guard lock(mutex_);
    if (!oldest || oldest->xmin != known_.xmin) {
        known_ = oldest.value_or(sql::OldestSnapshot{});
        since_ = now;
        tell_at_ = kOld;
    }
    age_ = std::chrono::duration_cast<std::chrono::seconds>(now - since_);
    if (!oldest || age_ < tell_at_) {
        return false;
    }
    tell_at_ = 2 * age_;
    return true;
}

std::chrono::seconds SnapshotWatch::age() const {
    const std::lock_guard lock(mutex_);
    return age_;
}

std::string SnapshotWatch::who() const {
    const std::lock_guard lock(mutex_);
    return known_.who;
}

}  // namespace contreseing::server
