#include "server/app/health.hpp"

#include <algorithm>
#include <exception>

namespace contreseing::server {

namespace {

constexpr std::chrono::seconds kKeep{30};

}  // namespace

void Health::add(std::string name, Check check, Weight weight) {
    checks_.push_back({std::move(name), std::move(check), weight});
}

std::vector<Health::Result> Health::results() {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    const bool all_well =
        std::all_of(last_.begin(), last_.end(), [](const Result& result) { return result.ok; });
    const std::chrono::milliseconds keep = all_well ? kKeep : keep_failure_;
    if (checked_at_ && now - *checked_at_ < keep) {
        return last_;
    }
    last_.clear();
    for (const auto& [name, check, weight] : checks_) {
        Result result{name, true, weight, {}};
        try {
            check();
        } catch (const std::exception& error) {
            result = {name, false, weight, error.what()};
        }
        last_.push_back(std::move(result));
    }
    checked_at_ = now;
    return last_;
}

}  // namespace contreseing::server
