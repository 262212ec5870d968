#pragma once

#include "sql/pool.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace contreseing::sql {

/// What keeps the rows of deleted and updated ones from being cleared away, in the whole cluster.
struct OldestSnapshot {
    std::string who;   ///< role and process, or what else holds it
    std::string xmin;  ///< the same value again: the same snapshot still
};

/// The servers that are alive, one row each. Whoever finds its claim's holder missing there may
/// take it over (`effect`, `document`): what a dead server held waits for nothing.
class Lives {
public:
    /// Longer than any pause of a living server; counted from the database's own start when that
    /// is later, so that an outage of the database kills nobody.
    static constexpr std::chrono::seconds kSilence{15};

    explicit Lives(Pool& pool) : pool_(pool) {}

    /// Shows that `life` (a UUID) goes on, and ends those that were silent too long or that had the
    /// same `node`: the caller holds that node's lock, so that its former life is over.
    void show(const std::string& life, const std::string& node);
    /// Whoever connects under this role and leaves a transaction open is sent away after a minute,
    /// unless the operator chose another time for the role.
    void end_idle_transactions();
    /// Throws `Error` unless the pool's role is contreseing_jobs, or a member of it: to any other
    /// every queue would look empty.
    void require_jobs_role();
    /// In order: nothing is held any more.
    void end(const std::string& life);

    /// Of other sessions, prepared transactions and replication; nullopt when there is none.
    std::optional<OldestSnapshot> oldest_snapshot();

private:
    Pool& pool_;
};

}  // namespace contreseing::sql
