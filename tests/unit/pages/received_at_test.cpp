#include "tests/unit/pages/world.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

TEST(ReceivedAt, IsWhenTheRequestCameNotWhenAWorkerWasFree) {
    World world;
    world.freeze();
    world.ask_opinion();
    const auto link = world.opinion_link(2);
    const auto deadline = world.state().opinions.back().deadline;
    world.clock.at = deadline - std::chrono::seconds{30};
    const auto member = world.open(link);
    const auto answer = [&] {
        return world.post(
            address_of(link) + "/answer",
            member,
            "csrf=" + member.csrf + "&command=" + member.command + "&choice=favourable"
        );
    };
    world.clock.at = deadline + std::chrono::seconds{3};
    EXPECT_EQ(answer().status(), 410);
    world.queued = std::chrono::seconds{5};
    EXPECT_EQ(answer().status(), 303);
    const auto given = world.state().opinions.back().seats.at(1).answer;
    ASSERT_TRUE(given);
    EXPECT_LE(given->at, deadline);
    EXPECT_GT(given->at, deadline - std::chrono::seconds{60});
}

}  // namespace contreseing::server::pages::tests
