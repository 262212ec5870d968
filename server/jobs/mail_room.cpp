#include "server/jobs/mail_room.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace contreseing::server::jobs {

namespace app = workflows::app;

namespace {

/// Longer than a delivery may take, patience included: only a server that hangs loses its claims
/// by time, one that is dead loses them at once.
constexpr std::chrono::minutes kHold{2};

/// What two of them is never carried out at once: an address is written to, an act is asked, by
/// one sender at a time.
std::string receiver_of(const app::Effect& effect) {
    if (const auto* message = effect.message()) {
        return message->to.email.text;
    }
    const auto* sent = effect.follow_up();
    return sent != nullptr ? to_string(sent->asked.to) : std::string{};
}

app::Handled given_back(const app::Effect& effect) {
    app::Handled handled;
    handled.settlement = app::settlement_of(effect, app::Settlement::Kind::GivenBack);
    return handled;
}

}  // namespace

MailRoom::MailRoom(Work work, Options options, Log log)
    : work_(std::move(work)), options_(std::move(options)), log_(std::move(log)) {
    threads_.emplace_back([this] { desk(); });
    for (int i = 0; i < options_.senders; ++i) {
        threads_.emplace_back([this] { send(); });
    }
}

MailRoom::~MailRoom() {
    stop();
}

void MailRoom::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    desk_wakes_.notify_all();
    for (auto& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

void MailRoom::desk() {
    Lock lock(mutex_);
    for (bool last_try = false;;) {
        const auto now = Steady::now();
        give_back_what_waits(now);
        const bool together = done_.size() >= static_cast<std::size_t>(options_.batch) ||
                              nothing_in_hand() || now - done_since_ >= options_.gather;
        if (!done_.empty() && now >= settle_at_ && together) {
            last_try = !settle(lock) && stopping_;
            continue;
        }
        if (stopping_ && nothing_in_hand() && (done_.empty() || last_try)) {
            break;
        }
        if (!stopping_ && to_send_.empty() && sending_ < options_.senders && now >= look_at_) {
            claim(lock);
            continue;
        }
        desk_wakes_.wait_until(lock, next_turn(now));
    }
    closed_ = true;
    senders_wake_.notify_all();
}

void MailRoom::give_back_what_waits(Steady::time_point now) {
    while (!to_send_.empty() && (stopping_ || now - to_send_.front().at >= options_.patience)) {
        if (done_.empty()) {
            done_since_ = now;
        }
        done_.push_back(given_back(to_send_.front().effect));
        to_send_.pop_front();
    }
}

/// When the desk has something to do unless it is woken before.
MailRoom::Steady::time_point MailRoom::next_turn(Steady::time_point now) const {
    auto next = now + std::chrono::hours(1);
    if (!done_.empty()) {
        next = std::min(next, std::max(settle_at_, done_since_ + options_.gather));
    }
    if (!to_send_.empty()) {
        next = std::min(next, to_send_.front().at + options_.patience);
    } else if (sending_ < options_.senders && !stopping_) {
        next = std::min(next, look_at_);
    }
    return next;
}

/// False when the storage failed: what was done is kept for the next try.
bool MailRoom::settle(Lock& lock) {
    std::vector<Handled> some;
    some.swap(done_);
    std::vector<Settlement> settlements;
    settlements.reserve(some.size());
    for (const auto& handled : some) {
        settlements.push_back(handled.settlement);
    }
    lock.unlock();
    std::string problem;
    try {
        work_.settle(settlements);
    } catch (const std::exception& error) {
        problem = error.what();
        log_(options_.name, problem);
    }
    lock.lock();
    if (!problem.empty()) {
        some.insert(
            some.end(), std::make_move_iterator(done_.begin()), std::make_move_iterator(done_.end())
        );
        done_ = std::move(some);
        settle_at_ = Steady::now() + options_.after_failure;
        return false;
    }
    for (auto& handled : some) {
        if (handled.afterwards) {
            to_follow_.push_back(std::move(handled.afterwards));
        }
    }
    senders_wake_.notify_all();
    return true;
}

void MailRoom::claim(Lock& lock) {
    if (in_doubt_ && !(nothing_in_hand() && done_.empty())) {
        look_at_ = Steady::now() + options_.pause;
        return;
    }
    const bool in_doubt = in_doubt_;
    lock.unlock();
    std::vector<Effect> claimed;
    bool failed = false;
    try {
        if (in_doubt) {
            work_.give_back();
        }
        claimed = work_.claim(options_.batch);
    } catch (const std::exception& error) {
        failed = true;
        log_(options_.name, error.what());
    }
    lock.lock();
    const auto now = Steady::now();
    in_doubt_ = failed;
    // What trickles in is looked for a little later, to be claimed together.
    look_at_ = now + (failed            ? options_.after_failure
                      : claimed.empty() ? options_.pause
                      : claimed.size() < static_cast<std::size_t>(options_.batch)
                          ? options_.pause / 4
                          : std::chrono::milliseconds(0));
    for (auto& effect : claimed) {
        to_send_.push_back({std::move(effect), now});
    }
    senders_wake_.notify_all();
}

std::deque<MailRoom::Claimed>::iterator MailRoom::sendable() {
    return std::find_if(to_send_.begin(), to_send_.end(), [this](const Claimed& claimed) {
        const auto receiver = receiver_of(claimed.effect);
        return std::find(written_to_.begin(), written_to_.end(), receiver) == written_to_.end();
    });
}

void MailRoom::send() {
    Lock lock(mutex_);
    for (;;) {
        senders_wake_.wait(lock, [this] {
            return closed_ || !to_follow_.empty() || sendable() != to_send_.end();
        });
        if (!to_follow_.empty()) {
            const auto afterwards = std::move(to_follow_.front());
            to_follow_.pop_front();
            lock.unlock();
            try {
                afterwards();
            } catch (const std::exception& error) {
                log_(options_.name, error.what());
            }
            lock.lock();
        } else if (const auto next = sendable(); next != to_send_.end()) {
            const auto effect = std::move(next->effect);
            to_send_.erase(next);
            const auto receiver = receiver_of(effect);
            written_to_.push_back(receiver);
            ++sending_;
            lock.unlock();
            auto handled = work_.deliver(effect);
            if (handled.failure) {
                log_(options_.name, handled.settlement.text);
            }
            lock.lock();
            --sending_;
            written_to_.erase(std::find(written_to_.begin(), written_to_.end(), receiver));
            senders_wake_.notify_all();
            if (done_.empty()) {
                done_since_ = Steady::now();
            }
            done_.push_back(std::move(handled));
            desk_wakes_.notify_one();
        } else {
            return;
        }
    }
}

MailRoom::Work mail_of(const app::DeliveryTools& tools, app::Lane lane) {
    return {
        [&tools, lane](int limit) { return tools.effects.claim(lane, limit, kHold); },
        [&tools](const app::Effect& effect) { return app::carry_out(tools, effect); },
        [&tools](const std::vector<app::Settlement>& all) { tools.effects.settle(all); },
        [&tools, lane] { tools.effects.give_back(lane); }};
}

}  // namespace contreseing::server::jobs
