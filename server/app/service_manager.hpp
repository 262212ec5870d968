#pragma once

#include <string_view>

namespace contreseing::server {

/// Tells the service manager that started us a state, such as `READY=1` or `WATCHDOG=1`; does
/// nothing without one (`NOTIFY_SOCKET` unset). Never throws, never waits.
/// Source: sd_notify(3), « Standalone implementations ».
void tell_service_manager(std::string_view state) noexcept;

}  // namespace contreseing::server
