#pragma once

#include "sql/installation.hpp"
#include "workflows/app/ports/outside.hpp"

#include <stdexcept>

namespace contreseing::server {

/// Thrown while a restore waits to be acknowledged: answered 503.
class RestoreWaits : public std::runtime_error {
public:
    RestoreWaits();
};

/// A restored server signs nothing until an administrator has acknowledged the restore
///
/// (docs/operations.md). Thread-safe.
class RestoreGuard {
public:
    explicit RestoreGuard(sql::Installation& installation) : installation_(installation) {}
    /// Throws `RestoreWaits`.
    void require();

private:
    sql::Installation& installation_;
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
