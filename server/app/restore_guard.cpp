#include "server/app/restore_guard.hpp"

namespace contreseing::server {

RestoreWaits::RestoreWaits()
    : std::runtime_error(
          "this server was restored from a backup: acknowledge it with "
          "`contreseing restore --acknowledge`"
      ) {}

void RestoreGuard::require() {
    // Asked each time: the database may have been replaced under a running server a moment ago.
    if (!installation_.status().may_act()) {
        throw RestoreWaits();
    }
}

workflows::app::Bytes GuardedDesk::seal(
    std::span<const std::uint8_t> ingested, workflows::Instant at
) {
    guard_.require();
    return desk_.seal(ingested, at);
}

workflows::app::SignedRevision GuardedDesk::sign(const workflows::app::SignOrder& order) {
    guard_.require();
    return desk_.sign(order);
}

}  // namespace contreseing::server
