#include "sql/silence.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace contreseing::sql {

namespace {

constexpr std::chrono::milliseconds kLook{250};

}  // namespace

SilenceWatch::Line::Line(SilenceWatch& watch, int socket)
    : watch_(watch), socket_(::fcntl(socket, F_DUPFD_CLOEXEC, 0)) {
    const std::lock_guard lock(watch_.mutex_);
    watch_.lines_.push_back(this);
}

SilenceWatch::Line::~Line() {
    const std::lock_guard lock(watch_.mutex_);
    std::erase(watch_.lines_, this);
    ::close(socket_);
}

void SilenceWatch::Line::call() noexcept {
    const auto due = Clock::now() + watch_.longest_;
    due_.store(due.time_since_epoch().count(), std::memory_order_relaxed);
}

SilenceWatch::SilenceWatch(std::chrono::milliseconds longest)
    : longest_(longest), thread_([this] { watch(); }) {}

SilenceWatch::~SilenceWatch() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void SilenceWatch::watch() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kLook, [this] { return stopping_; })) {
        const auto now = Clock::now().time_since_epoch().count();
        for (Line* line : lines_) {
            const auto due = line->due_.load(std::memory_order_relaxed);
            if (due != 0 && now > due && !line->cut_.exchange(true)) {
                ::shutdown(line->socket_, SHUT_RDWR);
            }
        }
    }
}

}  // namespace contreseing::sql
