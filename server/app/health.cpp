#include "server/app/health.hpp"

#include <exception>

namespace contreseing::server {

namespace {

constexpr std::chrono::seconds kKeep{30};

}  // namespace

void Health::add(std::string name, Check check) {
    checks_.emplace_back(std::move(name), std::move(check));
}

std::vector<Health::Result> Health::results() {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    const bool all_well = [this] {
        for (const auto& result : last_) {
            if (!result.ok) {
                return false;
            }
        }
        return true;
    }();
    // A failure is looked at again at once: recovery must not take half a minute to show.
    if (checked_at_ && all_well && now - *checked_at_ < kKeep) {
        return last_;
    }
    last_.clear();
    for (const auto& [name, check] : checks_) {
        Result result{name, true, {}};
        try {
            check();
        } catch (const std::exception& error) {
            result = {name, false, error.what()};
        }
        last_.push_back(std::move(result));
    }
    checked_at_ = now;
    return last_;
}

}  // namespace contreseing::server
