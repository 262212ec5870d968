#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace contreseing::server::http {

/// How a pool treats those whose work it does.
enum class Turns {
    InOrder,
    /// One source has half of the threads and of the queue at most (but one of each), and whoever
    /// had the least of the pool's time lately goes first.
    Fair,
};

/// Threads and a queue that refuses instead of growing.
class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t queue_limit, Turns turns = Turns::InOrder);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False, and the task is dropped, when the queue is full, for this source or all of them, or
    /// the pool stops. A task must not throw.
    [[nodiscard]] bool submit(std::function<void()> task, const std::string& source = {});

    /// Finishes what is queued, then joins the threads.
    void stop();

private:
    using Clock = std::chrono::steady_clock;

    struct Source {
        std::size_t waiting = 0;
        std::size_t running = 0;
        Clock::duration used{0};  ///< of the pool's time, halved every `kMemory`
    };
    using Sources = std::map<std::string, Source>;
    struct Task {
        std::function<void()> run;
        Sources::iterator source;
    };

    void work();
    [[nodiscard]] std::deque<Task>::iterator next();
    void forget();

    const std::size_t queue_limit_;
    const std::size_t source_threads_;
    const std::size_t source_queue_;
    const Turns turns_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> queue_;
    Sources sources_;
    Clock::time_point remembered_ = Clock::now();
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace contreseing::server::http
