#pragma once

#include "workflows/ground/instant.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace contreseing::sql {

/// Where to begin reading a queue. The entries of what was done stay at its head as long as any
/// transaction of the whole server is older, and a look from the beginning reads all of them; so
/// most looks begin near the place where the last one found something. What was committed behind
/// that place is found by the looks from the beginning, which take a fiftieth of the time at most:
/// nearly all looks while the head is clean. Thread-safe.
class QueueHead {
public:
    /// `slack` before what was found, for what is committed a little out of order.
    explicit QueueHead(std::chrono::milliseconds slack) : slack_(slack) {}

    using Steady = std::chrono::steady_clock;
    struct Look {
        std::string from = "-infinity";  ///< a timestamptz
        Steady::time_point begun;
    };
    [[nodiscard]] Look look(Steady::time_point now = Steady::now()) {
        const std::lock_guard lock(mutex_);
        return {now < whole_again_ || !found_ ? text_of_place() : "-infinity", now};
    }
    /// `first` is the oldest that the look found.
    void looked(
        const Look& look,
        std::optional<workflows::Instant> first,
        Steady::time_point now = Steady::now()
    ) {
        constexpr int kShare = 50;
        const std::lock_guard lock(mutex_);
        if (first) {
            found_ = *first - slack_;
        }
        if (look.from == "-infinity") {
            whole_again_ = now + (now - look.begun) * kShare;
        }
    }

private:
    [[nodiscard]] std::string text_of_place() const {
        return found_ ? workflows::to_text(*found_) : "-infinity";
    }

    const std::chrono::milliseconds slack_;
    std::mutex mutex_;
    std::optional<workflows::Instant> found_;
    Steady::time_point whole_again_;
};

}  // namespace contreseing::sql
