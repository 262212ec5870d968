#include "server/app/health.hpp"

#include <algorithm>
#include <exception>

namespace contreseing::server {

Health::~Health() {
    for (Named& named : checks_) {
        if (named.thread.joinable()) {
            named.thread.join();
        }
    }
}

void Health::add(std::string name, Check check, CheckTerms terms) {
    auto& named = checks_.emplace_back();
    named.check = std::move(check);
    named.terms = terms;
    named.result = {std::move(name), true, terms.weight, {}};
}

bool Health::is_due(const Named& named) const {
    const auto keep = named.result.ok ? named.terms.keep : keep_failure_;
    // What still runs hangs since an earlier round.
    return !named.running && (!named.answered_at || Clock::now() - *named.answered_at >= keep);
}

Health::Clock::time_point Health::deadline_of(const Named& named) const {
    const auto patience = named.terms.patience;
    return named.begun_at + (named.answered_at ? std::min(patience, answer_within_) : patience);
}

void Health::begin(Named& named) {
    if (named.thread.joinable()) {
        named.thread.join();
    }
    named.running = true;
    named.begun_at = Clock::now();
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
    named.answered_at = Clock::now();
    named.running = false;
    ended_.notify_all();
}

std::vector<Health::Result> Health::results() {
    std::unique_lock lock(mutex_);
    for (Named& named : checks_) {
        if (is_due(named)) {
            begin(named);
        }
    }
    for (const Named& named : checks_) {
        ended_.wait_until(lock, deadline_of(named), [&named] { return !named.running; });
    }
    std::vector<Result> all;
    for (const Named& named : checks_) {
        all.push_back(named.result);
        const auto patience = named.terms.patience;
        if (named.running && Clock::now() - named.begun_at >= patience) {
            all.back().ok = false;
            all.back().problem = "no answer within " + std::to_string(patience.count()) + " ms";
        }
    }
    return all;
}

}  // namespace contreseing::server
