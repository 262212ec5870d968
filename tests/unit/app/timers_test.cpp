#include "tests/support/timers.hpp"

#include "tests/support/sample_acts.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/app/fire_timers.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using test_support::numbered;
using test_support::signature_reminder;
using testing::kCampus;
using testing::World;

class FiringTimers : public ::testing::Test {
protected:
    FiringTimers() { world.reach_signature(); }
    int fire() { return fire_due_timers(world.engine, world.timers, world.clock, world.digest); }
    World world;
};

TEST_F(FiringTimers, WaitsUntilTheyAreDue) {
    world.clock.at = *world.timers.next_due() - std::chrono::microseconds(1);
    EXPECT_EQ(fire(), 0);
    world.clock.at += std::chrono::microseconds(1);
    EXPECT_EQ(fire(), 1);
    EXPECT_EQ(world.count_events("slot_reminded"), 1);
}

TEST_F(FiringTimers, AreRecordedWhenTheyReallyFire) {
    world.clock.at = *world.timers.next_due() + std::chrono::hours(30);
    EXPECT_EQ(fire(), 1);
    EXPECT_EQ(world.state().slot(1)->last_reminder_at, world.clock.at);
}

TEST_F(FiringTimers, RemindOnceAfterALongOutageAndCountOnFromThere) {
    world.clock.at += std::chrono::hours(24 * 30);
    EXPECT_EQ(fire(), 1);
    EXPECT_EQ(fire(), 0);
    EXPECT_EQ(world.state().slot(1)->reminders_sent, 1);
    ASSERT_TRUE(world.timers.next_due());
    EXPECT_GT(*world.timers.next_due(), world.clock.at);
}

TEST_F(FiringTimers, StopAfterTheMaximumAndOneEscalation) {
    int turns = 0;
    while (world.timers.next_due() && turns < 50) {
        world.clock.at = *world.timers.next_due();
        fire();
        ++turns;
    }
    const auto state = world.state();
    EXPECT_EQ(state.slot(1)->reminders_sent, world.type.reminders.max);
    EXPECT_TRUE(state.slot(1)->escalated);
    EXPECT_FALSE(world.timers.next_due());
}

TEST_F(FiringTimers, IsDoneOnceWhenTwoNodesSeeTheSameOne) {
    class Stale : public TimerStore {
    public:
        explicit Stale(std::vector<DueTimer> seen) : seen_(std::move(seen)) {}
        std::vector<DueTimer> due(Instant) override { return seen_; }
        std::optional<Instant> next_due() override { return std::nullopt; }
        std::vector<std::string> unknown(Instant) override { return {}; }
        void discard(const DueTimer& due) override { discarded.push_back(to_text(due.timer.id)); }
        std::vector<std::string> discarded;

    private:
        std::vector<DueTimer> seen_;
    };
    world.clock.at = *world.timers.next_due();
    Stale other_node(world.timers.due(world.clock.now()));
    ASSERT_EQ(fire(), 1);
    EXPECT_EQ(fire_due_timers(world.engine, other_node, world.clock, world.digest), 0);
    EXPECT_EQ(world.count_events("slot_reminded"), 1);
    EXPECT_EQ(world.effects_of(mails::kReminder).size(), 1U);
}

TEST_F(FiringTimers, LeavesAStaleOneWithoutEffect) {
    class One : public TimerStore {
    public:
        DueTimer timer;
        std::vector<DueTimer> due(Instant) override { return {timer}; }
        std::optional<Instant> next_due() override { return std::nullopt; }
        std::vector<std::string> unknown(Instant) override { return {}; }
        void discard(const DueTimer& due) override { discarded.push_back(to_text(due.timer.id)); }
        std::vector<std::string> discarded;
    };
    One stale;
    stale.timer = {kCampus, world.convention, {signature_reminder(1), 99, world.clock.now()}};
    const auto events = world.state().events;
    EXPECT_EQ(fire_due_timers(world.engine, stale, world.clock, world.digest), 0);
    stale.timer.timer = {{whole_act(), "no_such_timer"}, 0, world.clock.now()};
    EXPECT_EQ(fire_due_timers(world.engine, stale, world.clock, world.digest), 0);
    stale.timer.convention = numbered<ConventionId>(99);
    EXPECT_EQ(fire_due_timers(world.engine, stale, world.clock, world.digest), 0);
    EXPECT_EQ(world.state().events, events);
    // Left due, they would hide every other timer for ever.
    EXPECT_EQ(stale.discarded.size(), 3U);
}

// One act that cannot be read must not keep the reminders of all the others back.
TEST_F(FiringTimers, GoesOnWithTheOthersWhenOneFails) {
    const auto healthy = world.convention;
    const auto healthy_due = *world.timers.next_due();
    world.convention = numbered<ConventionId>(2);
    world.clock.at -= std::chrono::hours(24 * 7);
    world.reach_signature();
    world.db.conventions.at({kCampus, world.convention}).loaded.state.type_version = 77;
    world.convention = healthy;
    world.clock.at = healthy_due;
    EXPECT_THROW(fire(), std::runtime_error);
    EXPECT_EQ(world.state().slot(1)->reminders_sent, 1);
}

TEST_F(FiringTimers, ClosesAnOpinionAtItsDeadline) {
    World other;
    other.create();
    other.fill();
    other.freeze();
    auto request = other.scene().opinion_request();
    request.deadline = other.clock.now() + std::chrono::hours(24);
    other.act(request);
    other.clock.at += std::chrono::hours(48);
    while (fire_due_timers(other.engine, other.timers, other.clock, other.digest) > 0) {
    }
    EXPECT_EQ(other.state().opinion()->closed_by, OpinionClosing::Deadline);
    EXPECT_EQ(other.state().opinion()->outcome, OpinionOutcome::NoQuorum);
    EXPECT_FALSE(other.effects_of(mails::kOpinionClosedNotice).empty());
}

}  // namespace
}  // namespace contreseing::workflows::app
