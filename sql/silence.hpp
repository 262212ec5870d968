#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace contreseing::sql {

/// Hangs up on a server that does not answer: libpq would wait for ever. One thread looks at the
/// calls under way, four times a second.
class SilenceWatch {
public:
    using Clock = std::chrono::steady_clock;

    /// The socket of one session, with the end of the call under way. Not for two threads at once.
    class Line {
    public:
        /// Watches a copy of `socket`: its number stays this line's until the line ends.
        Line(SilenceWatch& watch, int socket);
        ~Line();
        Line(const Line&) = delete;
        Line& operator=(const Line&) = delete;

        /// Something is asked: the server has the whole time again.
        void call() noexcept;
        /// Nothing is asked any more.
        void rest() noexcept { due_.store(0, std::memory_order_relaxed); }
        [[nodiscard]] bool was_cut() const noexcept { return cut_; }

    private:
        friend class SilenceWatch;
        SilenceWatch& watch_;
        int socket_;
        std::atomic<Clock::rep> due_{0};
        std::atomic<bool> cut_{false};
    };

    explicit SilenceWatch(std::chrono::milliseconds longest);
    ~SilenceWatch();
    SilenceWatch(const SilenceWatch&) = delete;
    SilenceWatch& operator=(const SilenceWatch&) = delete;

private:
    void watch();

    const std::chrono::milliseconds longest_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<Line*> lines_;
    std::thread thread_;  // last: it uses the others
};

}  // namespace contreseing::sql
