#include "server/http/worker_pool.hpp"

#include <algorithm>
#include <iterator>
#include <sys/resource.h>

namespace contreseing::server::http {

namespace {

constexpr int kStepBack = 5;  // a third of the weight of a thread of the jobs
constexpr std::chrono::minutes kMemory{1};
constexpr std::chrono::milliseconds kTooLittleToRemember{10};

std::size_t share(Turns turns, std::size_t whole) {
    return turns == Turns::Fair ? std::max<std::size_t>(1, whole / 2) : whole;
}

}  // namespace

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_limit, Turns turns)
    : queue_limit_(queue_limit),
      source_threads_(share(turns, threads)),
      source_queue_(share(turns, queue_limit)),
      turns_(turns) {
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::submit(std::function<void()> task, const std::string& source) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_limit_) {
            return false;
        }
        const auto known = sources_.try_emplace(source).first;
        if (known->second.waiting >= source_queue_) {
            return false;
        }
        ++known->second.waiting;
        queue_.push_back({std::move(task), known});
    }
    wake_.notify_one();
    return true;
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

/// The task whose turn it is, or the end of the queue.
std::deque<WorkerPool::Task>::iterator WorkerPool::next() {
    if (turns_ == Turns::InOrder) {
        return queue_.begin();
    }
    auto best = queue_.end();
    for (auto task = queue_.begin(); task != queue_.end(); ++task) {
        const Source& source = task->source->second;
        if (source.running < source_threads_ &&
            (best == queue_.end() || source.used < best->source->second.used)) {
            best = task;
        }
    }
    return best;
}

void WorkerPool::forget() {
    for (const auto now = Clock::now(); now - remembered_ >= kMemory; remembered_ += kMemory) {
        for (auto known = sources_.begin(); known != sources_.end();) {
            Source& source = known->second;
            source.used /= 2;
            const bool idle = source.waiting + source.running == 0;
            known = idle && source.used < kTooLittleToRemember ? sources_.erase(known)
                                                               : std::next(known);
        }
    }
}

void WorkerPool::work() {
    // Of the calling thread alone (Linux): what people wait for in a mail keeps its share of the
    // processor however many act at once, and the database and the log are not kept waiting.
    (void)::setpriority(PRIO_PROCESS, 0, kStepBack);
    std::unique_lock lock(mutex_);
    while (true) {
        auto chosen = queue_.end();
        wake_.wait(lock, [&] {
            chosen = next();
            return chosen != queue_.end() || (stopping_ && queue_.empty());
        });
        if (chosen == queue_.end()) {
            return;
        }
        Task task = std::move(*chosen);
        queue_.erase(chosen);
        if (stopping_ && queue_.empty()) {
            wake_.notify_all();  // whoever saw nothing but the tasks of a source that had its share
        }
        Source& source = task.source->second;
        --source.waiting;
        ++source.running;
        lock.unlock();
        const auto begun = Clock::now();
        task.run();
        task.run = nullptr;
        lock.lock();
        --source.running;
        source.used += Clock::now() - begun;
        forget();
    }
}

}  // namespace contreseing::server::http
