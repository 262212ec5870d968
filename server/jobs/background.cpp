#include "server/jobs/background.hpp"

#include <exception>

namespace contreseing::server::jobs {

namespace {

constexpr std::chrono::seconds kAfterFailure{1};

}  // namespace

Background::~Background() {
    stop();
}

void Background::add(
    const std::string& name, int threads, std::chrono::milliseconds pause, Turn turn
) {
    for (int i = 0; i < threads; ++i) {
        threads_.emplace_back([this, name, pause, turn] { loop(name, pause, turn); });
    }
}

void Background::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

void Background::loop(const std::string& name, std::chrono::milliseconds pause, const Turn& turn) {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        bool more = false;
        auto rest = pause;
        try {
            more = turn();
        } catch (const std::exception& error) {
            log_(name, error.what());
            rest = kAfterFailure;
        }
        lock.lock();
        if (!more) {
            wake_.wait_for(lock, rest, [this] { return stopping_; });
        }
    }
}

}  // namespace contreseing::server::jobs
