#include "server/app/restore_guard.hpp"

namespace contreseing::server {

RestoreWaits::RestoreWaits()
    : std::runtime_error(
          "this server was restored from a backup: acknowledge it with "
          "`contreseing restore --acknowledge`"
      ) {}

void RestoreGuard::require() {
    constexpr std::chrono::seconds kKeep{5};
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!may_act_ || !asked_at_ || now - *asked_at_ > kKeep) {
        may_act_ = installation_.status().may_act();
        asked_at_ = now;
    }
    if (!may_act_) {
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
