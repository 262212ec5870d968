#include "server/app/health.hpp"

#include <algorithm>
#include <exception>

namespace contreseing::server {

namespace {

constexpr std::chrono::seconds kKeep{30};

}  // namespace

Health::~Health() {
    for (Named& named : checks_) {
        if (named.thread.joinable()) {
            named.thread.join();
        }
    }
}

void Health::add(std::string name, Check check, Weight weight) {
    checks_.push_back({std::move(check), {std::move(name), true, weight, {}}, false, {}});
}

void Health::begin(Named& named) {
    if (named.running) {
        return;  // it hangs since an earlier round
    }
    if (named.thread.joinable()) {
        named.thread.join();
    }
    named.running = true;
    named.thread = std::thread([this, &named] { look(named); });
}

void Health::look(Named& named) {
    std::string problem;
    bool ok = true;
    try {
        named.check();
    } catch (const std::exception& error) {
        ok = false;
        problem = error.what();
    }
    const std::lock_guard lock(mutex_);
    named.result.ok = ok;
    named.result.problem = std::move(problem);
    named.running = false;
    ended_.notify_all();
}

std::vector<Health::Result> Health::results() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return !looking_; });
    const bool all_well =
        std::all_of(last_.begin(), last_.end(), [](const Result& result) { return result.ok; });
    const std::chrono::milliseconds keep = all_well ? kKeep : keep_failure_;
    if (checked_at_ && std::chrono::steady_clock::now() - *checked_at_ < keep) {
        return last_;
    }
    looking_ = true;
    std::for_each(checks_.begin(), checks_.end(), [this](Named& named) { begin(named); });
    ended_.wait_for(lock, patience_, [this] {
        return std::none_of(checks_.begin(), checks_.end(), [](const Named& named) {
            return named.running;
        });
    });
    last_.clear();
    for (const Named& named : checks_) {
        Result result = named.result;
        if (named.running) {
            result.ok = false;
            result.problem = "no answer within " + std::to_string(patience_.count()) + " ms";
        }
        last_.push_back(std::move(result));
    }
    checked_at_ = std::chrono::steady_clock::now();
    looking_ = false;
    ended_.notify_all();
    return last_;
}

}  // namespace contreseing::server
