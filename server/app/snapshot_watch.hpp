#pragma once

#include "sql/lives.hpp"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace contreseing::server {

/// Tells of a transaction that stays open, anybody's: as long as it lasts, no dead row of the
/// whole cluster is cleared away, and every queue becomes slower. Thread-safe.
class SnapshotWatch {
public:
    using Steady = std::chrono::steady_clock;
    /// How old one becomes before it is worth telling of.
    static constexpr std::chrono::seconds kOld{60};

    /// What was seen just now. True when the log should tell of it: once it is old, and each time
    /// that it has become twice as old since.
    bool saw(const std::optional<sql::OldestSnapshot>& oldest, Steady::time_point now);
    /// How long the one seen last has stood.
    [[nodiscard]] std::chrono::seconds age() const;
    [[nodiscard]] std::string who() const;

private:
    mutable std::mutex mutex_;
    sql::OldestSnapshot known_;
    Steady::time_point since_;
    std::chrono::seconds age_{0};
    std::chrono::seconds tell_at_{kOld};
};

}  // namespace contreseing::server
