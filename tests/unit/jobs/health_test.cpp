#include "server/app/health.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace contreseing::server {
namespace {

TEST(Health, KeepsAGoodAnswerSoThatAProbeCostsNothing) {
    Health health;
    int database = 0;
    int authority = 0;
    health.add("database", [&database] { ++database; });
    health.add("authority", [&authority] { ++authority; });
    for (int i = 0; i < 100; ++i) {
        const auto results = health.results();
        ASSERT_EQ(results.size(), 2U);
        EXPECT_EQ(results.at(0).name, "database");
        EXPECT_TRUE(results.at(0).ok && results.at(1).ok);
    }
    EXPECT_EQ(database, 1);
    EXPECT_EQ(authority, 1);
}

TEST(Health, LooksAgainSoonAfterAFailureButNotAtEachCall) {
    bool broken = true;
    int checks = 0;
    const auto check = [&] {
        ++checks;
        if (broken) {
            throw std::runtime_error("connection refused");
        }
    };
    Health patient(std::chrono::hours(1));
    patient.add("database", check);
    patient.add("cache", [] {});
    for (int i = 0; i < 100; ++i) {
        const auto results = patient.results();
        EXPECT_FALSE(results.at(0).ok);
        EXPECT_EQ(results.at(0).problem, "connection refused");
        EXPECT_TRUE(results.at(1).ok);
    }
    EXPECT_EQ(checks, 1);

    Health health(std::chrono::milliseconds(1));
    health.add("database", check, {.keep = std::chrono::hours(1)});
    EXPECT_FALSE(health.results().at(0).ok);
    broken = false;
    while (!health.results().at(0).ok) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(health.results().at(0).problem.empty());
    const int until_well = checks;
    (void)health.results();
    EXPECT_EQ(checks, until_well);
}

TEST(Health, LooksOftenAtWhatItIsToldToAndOnlyAtThat) {
    Health health;
    int database = 0;
    int authority = 0;
    health.add("database", [&database] { ++database; }, {.keep = std::chrono::milliseconds(0)});
    health.add("authority", [&authority] { ++authority; });
    for (int i = 1; i <= 10; ++i) {
        (void)health.results();
        EXPECT_EQ(database, i);
    }
    EXPECT_EQ(authority, 1);
}

TEST(Health, LetsTheLastAnswerStandUntilItsPatienceIsOver) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    Health health(std::chrono::milliseconds(0), std::chrono::milliseconds(1));
    bool hangs = false;
    health.add(
        "disk",
        [&] {
            if (hangs) {
                opened.wait();
            }
        },
        {.keep = std::chrono::milliseconds(0), .patience = std::chrono::hours(1)}
    );
    EXPECT_TRUE(health.results()[0].ok);
    hangs = true;
    EXPECT_TRUE(health.results()[0].ok) << "not waited for";
    EXPECT_TRUE(health.results()[0].ok);
    gate.set_value();
}

TEST(Health, TellsAWarningFromAFailure) {
    Health health;
    const auto fails = [] { throw std::runtime_error("full"); };
    health.add("disk", fails);
    health.add("cache", fails, {.weight = Weight::Warning});
    const auto results = health.results();
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].weight, Weight::Vital);
    EXPECT_EQ(results[1].weight, Weight::Warning);
    EXPECT_FALSE(results[1].ok);
    EXPECT_EQ(results[1].problem, "full");
}

TEST(Health, TakesWhatHangsForAFailureAndStillLooksAtTheRest) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    Health health(std::chrono::milliseconds(0));
    std::atomic<int> begun{0};
    std::atomic<int> looked{0};
    health.add(
        "database",
        [&] {
            ++begun;
            opened.wait();
        },
        {.patience = std::chrono::milliseconds(20)}
    );
    health.add("disk", [&] { ++looked; }, {.keep = std::chrono::milliseconds(0)});
    for (int round = 1; round <= 3; ++round) {
        const auto results = health.results();
        ASSERT_EQ(results.size(), 2U);
        EXPECT_FALSE(results[0].ok);
        EXPECT_EQ(results[0].problem, "no answer within 20 ms");
        EXPECT_TRUE(results[1].ok);
        EXPECT_EQ(looked, round);
    }
    EXPECT_EQ(begun, 1) << "what hangs is not asked again and again";
    gate.set_value();
    while (!health.results()[0].ok) {
        std::this_thread::yield();
    }
}

TEST(Health, IsWellWithNothingToCheck) {
    Health health;
    EXPECT_TRUE(health.results().empty());
}

}  // namespace
}  // namespace contreseing::server
