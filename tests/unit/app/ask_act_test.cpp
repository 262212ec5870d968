#include "workflows/app/ask_act.hpp"

#include "tests/support/sample_acts.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/domain/deciding.hpp"
#include "workflows/domain/names.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using test_support::instant;
using test_support::numbered;
using testing::kCampus;
using testing::World;

/// The act of the world is asked by another one.
class Asking : public ::testing::Test {
protected:
    Asking() {
        world.create();
        world.deliver_all();
    }
    Effect ask(FollowUpCommand command, int hops = 1) {
        test_support::SampleAct sender(40 + ++senders_);
        auto creation = sender.create("ADH-2026-9" + std::to_string(senders_));
        creation.follow_ups = {{{world.convention, std::move(command)}, {instant(7), hops}}};
        creation.follow_up_causes = {0};
        EXPECT_EQ(world.conventions.commit(creation).kind, CommitResult::Kind::Committed);
        return world.effects.of_convention(kCampus, sender.id).at(0);
    }
    Handled try_once(const Effect& effect) { return carry_out(world.delivery(), effect); }

    World world;
    int senders_ = 0;
};

TEST_F(Asking, IsDoneOnceHoweverOftenItIsTried) {
    const auto effect = ask(Abandon{"Sans suite."});
    const auto first = try_once(effect);
    EXPECT_EQ(first.settlement.kind, Settlement::Kind::Delivered);
    EXPECT_EQ(world.state().stage, Stage::Abandoned);
    const int events = world.state().events;
    const auto entry = world.conventions.journal(kCampus, world.convention).back().recorded;
    EXPECT_EQ(entry.actor.kind, Actor::Kind::System);
    EXPECT_EQ(entry.actor.id, "convention/" + to_string(effect.key.convention) + "/1");
    EXPECT_EQ(entry.effective_at, instant(7));
    EXPECT_EQ(entry.received_at, world.clock.now());
    EXPECT_EQ(first.settlement.text, to_string(world.convention) + "/" + std::to_string(events));
    // Killed before it was settled: the next server tries again.
    EXPECT_EQ(try_once(effect).settlement.kind, Settlement::Kind::Delivered);
    EXPECT_EQ(world.state().events, events);
}

TEST_F(Asking, SettlesWhatIsRefusedWithTheReason) {
    world.act(Abandon{"Sans suite."});
    const auto handled = try_once(ask(Abandon{"Encore."}));
    EXPECT_EQ(handled.settlement.kind, Settlement::Kind::Refused);
    EXPECT_EQ(handled.settlement.text, "wrong_stage");
    EXPECT_EQ(
        try_once(ask(AcknowledgeWarning{"nothing", "Vu.", {}})).settlement.kind,
        Settlement::Kind::Refused
    );
}

TEST_F(Asking, GoesNoFurtherThanEightActs) {
    const int events = world.state().events;
    const auto ninth = try_once(ask(Abandon{"Trop loin."}, kMostHops + 1));
    EXPECT_EQ(ninth.settlement.kind, Settlement::Kind::Refused);
    EXPECT_EQ(ninth.settlement.text, kTooManyHops);
    EXPECT_EQ(world.state().events, events);
    EXPECT_EQ(
        try_once(ask(Abandon{"Assez loin."}, kMostHops)).settlement.kind,
        Settlement::Kind::Delivered
    );
}

TEST_F(Asking, TriesAgainWhatANeighbourOrAFailureStoodAgainst) {
    const auto effect = ask(Abandon{"Sans suite."});
    world.conventions.before_commit = [](const Transition&) {
        return CommitResult{CommitResult::Kind::Conflict, {}, 0};
    };
    auto handled = try_once(effect);
    EXPECT_EQ(handled.settlement.kind, Settlement::Kind::PutOff);
    EXPECT_EQ(handled.settlement.text, "changed_meanwhile");
    EXPECT_FALSE(handled.failure);
    world.conventions.before_commit = [](const Transition&) -> std::optional<CommitResult> {
        throw std::runtime_error("storage");
    };
    handled = try_once(effect);
    EXPECT_EQ(handled.settlement.kind, Settlement::Kind::PutOff);
    EXPECT_EQ(handled.settlement.text, "storage");
    EXPECT_TRUE(handled.failure);
    world.conventions.before_commit = {};
    EXPECT_EQ(try_once(effect).settlement.kind, Settlement::Kind::Delivered);
}

TEST_F(Asking, FindsNoActOfAnotherCampus) {
    auto effect = ask(Abandon{"Sans suite."});
    effect.key.campus = CampusId{"autre"};
    const auto handled = try_once(effect);
    EXPECT_EQ(handled.settlement.kind, Settlement::Kind::Refused);
    EXPECT_EQ(handled.settlement.text, "not_found convention");
}

TEST_F(Asking, IsRefusedWhenAProgramTookItsCommandId) {
    const auto effect = ask(Abandon{"Sans suite."});
    auto thief = world.asked();
    thief.fingerprint = "a program's";
    world.conventions.before_commit = [&thief](const Transition& transition) {
        thief.command = transition.command;
        return CommitResult{CommitResult::Kind::LeaseLost, {}, 0};
    };
    (void)try_once(effect);
    world.conventions.before_commit = {};
    EditDraft edited;
    edited.title = "À moi";
    ASSERT_TRUE(world.engine.execute(thief, edited));
    const auto handled = try_once(effect);
    EXPECT_EQ(handled.settlement.kind, Settlement::Kind::Refused);
    EXPECT_EQ(handled.settlement.text, "command_reused Idempotency-Key");
}

TEST_F(Asking, RecordsWhatADecisionAsksUnderTheEntryThatCausedIt) {
    auto around = world.engine.surroundings(world.type, kCampus, world.clock.now());
    const Actor actor{Actor::Kind::System, "x", {}, {}};
    const auto before = world.state();
    const auto decided = [&] {
        Deciding deciding(around, before, actor);
        deciding.emit(DraftEdited{});
        deciding.emit(DraftEdited{});
        deciding.follow_up({numbered<ConventionId>(7), Abandon{"Suite."}});
        return std::move(deciding).done();
    };
    Transition transition;
    transition.after = before;
    transition.received_at = world.clock.now();
    record(transition, decided());
    ASSERT_EQ(transition.follow_ups.size(), 1U);
    EXPECT_EQ(transition.follow_up_causes, std::vector<int>{1});
    EXPECT_EQ(transition.follow_ups[0].cause.effective_at, world.clock.now());
    EXPECT_EQ(transition.follow_ups[0].cause.hops, 1);
    EXPECT_FALSE(transition.entries.at(0).effective_at);
    // What a cause in another act handed on is handed on again.
    Transition caused;
    caused.after = before;
    caused.received_at = world.clock.now();
    caused.cause = Cause{instant(1), 4};
    record(caused, decided());
    EXPECT_EQ(caused.follow_ups[0].cause.effective_at, instant(1));
    EXPECT_EQ(caused.follow_ups[0].cause.hops, 5);
    EXPECT_EQ(caused.entries.at(1).effective_at, instant(1));
}

}  // namespace
}  // namespace contreseing::workflows::app
