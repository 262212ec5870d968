#include "server/app/health.hpp"

#include <stdexcept>

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

TEST(Health, LooksAgainAtOnceAfterAFailure) {
    Health health;
    bool broken = true;
    int checks = 0;
    health.add("database", [&] {
        ++checks;
        if (broken) {
            throw std::runtime_error("connection refused");
        }
    });
    health.add("cache", [] {});
    auto results = health.results();
    EXPECT_FALSE(results.at(0).ok);
    EXPECT_EQ(results.at(0).problem, "connection refused");
    EXPECT_TRUE(results.at(1).ok);
    EXPECT_FALSE(health.results().at(0).ok);
    EXPECT_EQ(checks, 2);
    broken = false;
    results = health.results();
    EXPECT_TRUE(results.at(0).ok);
    EXPECT_TRUE(results.at(0).problem.empty());
    (void)health.results();
    EXPECT_EQ(checks, 3);
}

TEST(Health, IsWellWithNothingToCheck) {
    Health health;
    EXPECT_TRUE(health.results().empty());
}

}  // namespace
}  // namespace contreseing::server
