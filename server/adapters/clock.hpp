#pragma once

#include "workflows/app/ports/outside.hpp"

#include <atomic>
#include <chrono>

namespace contreseing::server {

/// The machine's clock; the only place that asks for it.
class SystemClock : public workflows::app::Clock {
public:
    workflows::Instant now() override;
};

/// The machine's clock plus an offset that only ever grows, to 100 years at most: the tests and
/// the tour move time instead of waiting for it. Refused by the configuration on an address that is
/// not loopback.
class VirtualClock : public workflows::app::Clock {
public:
    workflows::Instant now() override;
    static constexpr std::chrono::seconds kFarthest = std::chrono::years(100);

    /// False, and nothing moves, when it would go back, or beyond `kFarthest`.
    [[nodiscard]] bool advance(std::chrono::seconds by);

private:
    SystemClock real_;
    std::atomic<std::int64_t> offset_seconds_{0};
};

}  // namespace contreseing::server
