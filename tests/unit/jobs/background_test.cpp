#include "server/jobs/background.hpp"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace contreseing::server::jobs {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

/// True once `done` holds, a minute later at most.
template <class Done>
bool soon(Done done) {
    const auto end = Steady::now() + 60s;
    while (!done() && Steady::now() < end) {
        std::this_thread::sleep_for(2ms);
    }
    return done();
}

TEST(Background, RepeatsATurnWithoutRestWhileThereIsMore) {
    std::atomic<int> turns{0};
    Background background([](const std::string&, const std::string&) {});
    background.add("count", 1, 1h, [&turns] { return ++turns < 100; });
    EXPECT_TRUE(soon([&] { return turns == 100; }));
    background.stop();
    EXPECT_EQ(turns, 100);
}

TEST(Background, GoesOnAfterAFailureAndSaysWhichJobFailed) {
    std::atomic<int> turns{0};
    std::mutex mutex;
    std::vector<std::string> log;
    Background background([&](const std::string& job, const std::string& what) {
        const std::lock_guard lock(mutex);
        log.push_back(job + ": " + what);
    });
    background.add("mail", 1, 1ms, [&turns]() -> bool {
        if (++turns == 1) {
            throw std::runtime_error("no connection");
        }
        return false;
    });
    EXPECT_TRUE(soon([&] { return turns >= 3; }));
    background.stop();
    EXPECT_EQ(log, std::vector<std::string>{"mail: no connection"});
}

TEST(Background, AFailingJobDoesNotHoldTheOthersUp) {
    std::atomic<int> turns{0};
    Background background([](const std::string&, const std::string&) {});
    background.add("broken", 1, 1ms, []() -> bool { throw std::runtime_error("always"); });
    background.add("healthy", 1, 1ms, [&turns] { return ++turns < 0; });
    EXPECT_TRUE(soon([&] { return turns >= 10; }));
}

TEST(Background, StopsAtOnceWhateverTheRest) {
    std::atomic<int> turns{0};
    Background background([](const std::string&, const std::string&) {});
    background.add("hourly", 3, 1h, [&turns] { return ++turns < 0; });
    background.add("broken", 1, 1h, [&turns]() -> bool {
        ++turns;
        throw std::runtime_error("always");
    });
    ASSERT_TRUE(soon([&] { return turns >= 4; }));
    const auto start = Steady::now();
    background.stop();
    EXPECT_LT(Steady::now() - start, 30min);
    background.stop();
}

TEST(Background, EndsAfterThePresentTurnNotInTheMiddleOfIt) {
    std::atomic<bool> inside{false};
    std::atomic<bool> finished{false};
    {
        Background background([](const std::string&, const std::string&) {});
        background.add("slow", 1, 1h, [&] {
            inside = true;
            std::this_thread::sleep_for(50ms);
            finished = true;
            return true;
        });
        ASSERT_TRUE(soon([&] { return inside.load(); }));
    }
    EXPECT_TRUE(finished);
}

}  // namespace
}  // namespace contreseing::server::jobs
