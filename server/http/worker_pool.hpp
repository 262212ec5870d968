#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace contreseing::server::http {

/// Threads and a queue that refuses instead of growing.
class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t queue_limit);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False, and the task is dropped, when the queue is full or the pool stops. A task must not
    /// throw.
    [[nodiscard]] bool submit(std::function<void()> task);

    /// Finishes what is queued, then joins the threads.
    void stop();

private:
    void work();

    const std::size_t queue_limit_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace contreseing::server::http
