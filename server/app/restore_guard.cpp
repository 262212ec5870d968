#include "server/app/restore_guard.hpp"

namespace contreseing::server {

namespace {

constexpr std::chrono::seconds kBelieved{1};

}  // namespace

RestoreWaits::RestoreWaits()
    : std::runtime_error(
          "this server was restored from a backup: acknowledge it with "
          "`contreseing restore --acknowledge`"
      ) {}

bool RestoreGuard::may_act() {
    const auto now = std::chrono::steady_clock::now();
    if (now < believed_until_.load()) {
        return true;
    }
    if (!installation_.status().may_act()) {
        return false;
    }
    believed_until_ = now + kBelieved;
    return true;
}

void RestoreGuard::require() {
    if (!may_act()) {
        throw RestoreWaits();
    }
}

}  // namespace contreseing::server
