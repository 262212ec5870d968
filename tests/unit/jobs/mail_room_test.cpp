#include "server/jobs/mail_room.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <map>
#include <stdexcept>

#include <gtest/gtest.h>

namespace contreseing::server::jobs {
namespace {

using namespace std::chrono_literals;
using namespace workflows;
using namespace workflows::app;
using Steady = std::chrono::steady_clock;

/// A queue in memory behind a room: what is claimed, sent and settled is counted.
class Rooms : public ::testing::Test {
protected:
    void put(int count) {
        const std::lock_guard lock(mutex_);
        for (int i = 0; i < count; ++i) {
            Effect effect;
            effect.key.n = put_++;
            effect.message()->to.email.text = std::to_string(effect.key.n) + "@demo.example";
            waiting_.push_back(effect);
        }
    }
    MailRoom::Work work() {
        return {
            [this](int limit) { return claim(limit); },
            [this](const Effect& effect) {
                on_deliver(effect.key.n);
                const std::lock_guard lock(mutex_);
                ++sent_[effect.key.n];
                Handled handled;
                handled.settlement = settlement_of(effect, Settlement::Kind::Delivered, "250");
                return handled;
            },
            [this](const std::vector<Settlement>& all) {
                on_settle();
                const std::lock_guard lock(mutex_);
                settled_together_.push_back(static_cast<int>(all.size()));
                for (const auto& one : all) {
                    ++settled_[one.kind];
                    if (one.kind == Settlement::Kind::GivenBack) {
                        given_back_.push_back(one.key.n);
                    }
                }
            },
            [this] { ++given_back_unknown_; }};
    }
    std::vector<Effect> claim(int limit) {
        on_claim();
        const std::lock_guard lock(mutex_);
        ++claims_;
        const auto count = std::min(waiting_.size(), static_cast<std::size_t>(limit));
        std::vector<Effect> some(
            waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count)
        );
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
        return some;
    }
    int settled(Settlement::Kind kind) {
        const std::lock_guard lock(mutex_);
        return settled_[kind];
    }
    int delivered() { return settled(Settlement::Kind::Delivered); }

    template <class Done>
    static bool soon(Done done) {
        const auto end = Steady::now() + 60s;
        while (!done() && Steady::now() < end) {
            std::this_thread::sleep_for(1ms);
        }
        return done();
    }

    std::function<void()> on_claim = [] {};
    std::function<void(int)> on_deliver = [](int) {};
    std::function<void()> on_settle = [] {};
    std::mutex mutex_;
    int put_ = 0;
    int claims_ = 0;
    std::vector<Effect> waiting_;
    std::map<int, int> sent_;
    std::map<Settlement::Kind, int> settled_;
    std::vector<int> settled_together_;
    std::vector<int> given_back_;
    std::atomic<int> given_back_unknown_{0};
    std::vector<std::string> log_;

    MailRoom::Log tell() {
        return [this](const std::string& job, const std::string& what) {
            const std::lock_guard lock(mutex_);
            log_.push_back(job + ": " + what);
        };
    }
};

TEST_F(Rooms, ClaimsAndSettlesInBatches) {
    put(40);
    MailRoom room(work(), {.name = "mail", .senders = 1, .pause = 1h, .gather = 1h}, tell());
    EXPECT_TRUE(soon([&] { return delivered() == 40; }));
    room.stop();
    EXPECT_EQ(settled_together_, (std::vector<int>{16, 16, 8}));
    EXPECT_EQ(claims_, 3);
    EXPECT_TRUE(log_.empty());
}

TEST_F(Rooms, ASlowDeliveryHoldsItsOwnSenderOnly) {
    std::latch slow(1);
    on_deliver = [&slow](int n) {
        if (n == 0) {
            slow.wait();
        }
    };
    put(48);
    MailRoom room(work(), {.name = "mail", .senders = 2, .pause = 1ms}, tell());
    EXPECT_TRUE(soon([&] { return delivered() == 47; }));
    slow.count_down();
    EXPECT_TRUE(soon([&] { return delivered() == 48; }));
}

TEST_F(Rooms, KeepsTheOrderOfWhatGoesToOneAddress) {
    put(16);
    for (auto& effect : waiting_) {
        effect.message()->to.email.text =
            effect.key.n % 2 == 0 ? "a@demo.example" : "b@demo.example";
    }
    std::vector<int> order;
    on_deliver = [&](int n) {
        const std::lock_guard lock(mutex_);
        order.push_back(n);
    };
    MailRoom room(work(), {.name = "mail", .senders = 4, .pause = 1ms}, tell());
    EXPECT_TRUE(soon([&] { return delivered() == 16; }));
    room.stop();
    std::stable_partition(order.begin(), order.end(), [](int n) { return n % 2 == 0; });
    EXPECT_TRUE(std::is_sorted(order.begin(), order.begin() + 8));
    EXPECT_TRUE(std::is_sorted(order.begin() + 8, order.end()));
}

TEST_F(Rooms, ClaimsNothingMoreAndGivesBackWhenEverySenderHangs) {
    std::latch slow(1);
    on_deliver = [&slow](int) { slow.wait(); };
    put(40);
    MailRoom room(work(), {.name = "mail", .senders = 2, .pause = 1ms, .patience = 1s}, tell());
    EXPECT_TRUE(soon([&] { return settled(Settlement::Kind::GivenBack) == 14; }));
    {
        const std::lock_guard lock(mutex_);
        EXPECT_EQ(claims_, 1);
        EXPECT_EQ(std::count(given_back_.begin(), given_back_.end(), 0), 0);
    }
    slow.count_down();
    EXPECT_TRUE(soon([&] { return delivered() == 26; }));
}

TEST_F(Rooms, WhatLeftIsSettledOnceTheStorageIsBackAndNotSentAgain) {
    std::atomic<int> failures{0};
    on_settle = [&failures] {
        if (++failures <= 3) {
            throw std::runtime_error("no connection");
        }
    };
    put(20);
    MailRoom room(
        work(), {.name = "mail", .senders = 3, .pause = 1ms, .after_failure = 1ms}, tell()
    );
    EXPECT_TRUE(soon([&] { return delivered() == 20; }));
    room.stop();
    for (const auto& [n, times] : sent_) {
        EXPECT_EQ(times, 1) << n;
    }
    EXPECT_EQ(log_, std::vector<std::string>(3, "mail: no connection"));
}

TEST_F(Rooms, AClaimWhoseAnswerWasLostIsGivenBackBeforeTheNext) {
    std::atomic<int> claims{0};
    on_claim = [&] {
        if (++claims == 1) {
            throw std::runtime_error("in doubt");
        }
        EXPECT_EQ(given_back_unknown_, 1);
    };
    put(3);
    MailRoom room(
        work(), {.name = "mail", .senders = 1, .pause = 1ms, .after_failure = 1ms}, tell()
    );
    EXPECT_TRUE(soon([&] { return delivered() == 3; }));
    EXPECT_EQ(given_back_unknown_, 1);
}

TEST_F(Rooms, StopsAfterWhatIsLeavingAndGivesTheRestBack) {
    std::latch leaving(1);
    std::latch go(1);
    on_deliver = [&](int) {
        leaving.count_down();
        go.wait();
    };
    put(1);
    MailRoom room(work(), {.name = "mail", .senders = 1, .pause = 1ms}, tell());
    leaving.wait();
    put(5);
    std::thread stopping([&room] { room.stop(); });
    go.count_down();
    stopping.join();
    EXPECT_EQ(
        delivered() + settled(Settlement::Kind::GivenBack), 6 - static_cast<int>(waiting_.size())
    );
    EXPECT_GE(delivered(), 1);
    EXPECT_EQ(static_cast<int>(sent_.size()), delivered());
}

TEST_F(Rooms, StopsThoughTheStorageDoesNotComeBack) {
    on_settle = [] { throw std::runtime_error("no connection"); };
    put(4);
    MailRoom room(
        work(), {.name = "mail", .senders = 2, .pause = 1ms, .after_failure = 5ms}, tell()
    );
    EXPECT_TRUE(soon([&] {
        const std::lock_guard lock(mutex_);
        return sent_.size() == 4 && !log_.empty();
    }));
    room.stop();
    EXPECT_EQ(delivered(), 0);
}

}  // namespace
}  // namespace contreseing::server::jobs
