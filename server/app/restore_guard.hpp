#pragma once

#include "sql/installation.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace contreseing::server {

/// Thrown while a restore waits to be acknowledged: answered 503.
class RestoreWaits : public std::runtime_error {
public:
    RestoreWaits();
};

/// A restored server only shows what it holds, until somebody has acknowledged the restore
///
/// (docs/operations.md). The database may be replaced under a running server: that it may act is
/// believed for a second, and no act is recorded meanwhile (`sql/transition_statement.cpp`).
/// Thread-safe.
class RestoreGuard {
public:
    explicit RestoreGuard(sql::Installation& installation) : installation_(installation) {}
    [[nodiscard]] bool may_act();
    /// Throws `RestoreWaits`.
    void require();

private:
    sql::Installation& installation_;
    std::atomic<std::chrono::steady_clock::time_point> believed_until_{};
};

}  // namespace contreseing::server
