#pragma once

#include "sql/installation.hpp"
#include "workflows/app/ports/outside.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>

namespace contreseing::server {

/// Thrown while a restore waits to be acknowledged: answered 503.
class RestoreWaits : public std::runtime_error {
public:
    RestoreWaits();
};

/// A restored server signs nothing until an administrator has acknowledged the restore
/// (docs/operations.md). Asks the database at most every five seconds. Thread-safe.
class RestoreGuard {
public:
    explicit RestoreGuard(sql::Installation& installation) : installation_(installation) {}
    /// Throws `RestoreWaits`.
    void require();

private:
    sql::Installation& installation_;
    std::mutex mutex_;
    bool may_act_ = false;
    std::optional<std::chrono::steady_clock::time_point> asked_at_;
};

/// The signing desk behind the guard.
class GuardedDesk : public workflows::app::SigningDesk {
public:
    GuardedDesk(workflows::app::SigningDesk& desk, RestoreGuard& guard)
        : desk_(desk), guard_(guard) {}
    workflows::app::Bytes seal(std::span<const std::uint8_t> ingested, workflows::Instant at)
        override;
    workflows::app::SignedRevision sign(const workflows::app::SignOrder& order) override;

private:
    workflows::app::SigningDesk& desk_;
    RestoreGuard& guard_;
};

}  // namespace contreseing::server
