#pragma once

#include "sql/pool.hpp"
#include "workflows/ground/instant.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace contreseing::sql {

struct InstallationStatus {
    std::array<std::uint8_t, 16> id{};
    std::optional<workflows::Instant> restored_at;
    bool acknowledged = true;
    /// False between a restore and its acknowledgement: nothing may be sent or signed.
    [[nodiscard]] bool may_act() const { return !restored_at || acknowledged; }
};

/// The row that says which installation this database is (docs/operations.md).
class Installation {
public:
    explicit Installation(Pool& pool) : pool_(pool) {}

    InstallationStatus status();
    /// An administrator takes responsibility for going on after a restore. False: nothing to do.
    bool acknowledge(const std::string& by, workflows::Instant at);

private:
    Pool& pool_;
};

/// Throws `Error` unless that role reads every row of every table: a dump by another would be made
/// without complaint, and would lack whatever row-level security hides.
void require_every_row(const std::string& connection);

/// The statement that marks a database as restored, for its owner to run in the transaction that
/// restores it: the server's own role may not. All leases end and their epochs grow, so that
/// nothing that was running before can append.
std::string restore_mark(workflows::Instant at);

}  // namespace contreseing::sql
