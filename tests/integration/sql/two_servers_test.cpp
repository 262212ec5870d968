#include "tests/integration/sql/fixture.hpp"

namespace contreseing::integration {
namespace {

using namespace test_support;
using namespace workflows;
using namespace workflows::app;

/// Two servers on one database: what one keeps in memory never hides what the other wrote.
class TwoServers : public SqlTest {
protected:
    sql::Stores other_{{.connection = database_.as_app(), .size = 4}, digest_, random_};
    SampleAct act_{1};
};

TEST_F(TwoServers, EachReadsWhatTheOtherCommitted) {
    commit(act_, act_.create("ADH-2026-001"));
    ASSERT_EQ(other_.conventions.load(kCampus, act_.id, {})->state, act_.state);
    for (int turn = 0; turn < 4; ++turn) {
        auto& writer = turn % 2 == 0 ? other_ : stores_;
        auto& reader = turn % 2 == 0 ? stores_ : other_;
        const auto renamed = act_.rename("titre " + std::to_string(turn));
        const auto result = writer.conventions.commit(renamed);
        ASSERT_EQ(result.kind, CommitResult::Kind::Committed);
        act_.state = renamed.after;
        act_.head = result.head;
        const auto loaded = reader.conventions.load(kCampus, act_.id, {});
        ASSERT_TRUE(loaded);
        EXPECT_EQ(loaded->state, act_.state);
        EXPECT_EQ(loaded->head, act_.head);
        const auto moment = reader.conventions.moment(kCampus, act_.id, act_.state.events);
        ASSERT_TRUE(moment);
        EXPECT_EQ(evolve(moment->before, moment->entry.recorded), act_.state);
    }
}

TEST_F(TwoServers, ARepeatedCommandIsKnownToBoth) {
    commit(act_, act_.create("ADH-2026-001"));
    const auto renamed = act_.rename("Titre");
    commit(act_, renamed);
    EXPECT_TRUE(stores_.conventions.load(kCampus, act_.id, renamed.command)->already_done);
    EXPECT_TRUE(other_.conventions.load(kCampus, act_.id, renamed.command)->already_done);
}

TEST_F(TwoServers, WhatOneRecallsWhileTheOtherWritesIsRefusedByTheCommit) {
    commit(act_, act_.create("ADH-2026-001"));
    ASSERT_TRUE(other_.conventions.load(kCampus, act_.id, {}));
    const auto late = act_.rename("en retard");
    const auto first = act_.rename("à temps");
    commit(act_, first);
    const auto outdated = other_.conventions.recall(kCampus, act_.id, first.command);
    ASSERT_TRUE(outdated);
    EXPECT_EQ(outdated->head, late.head);
    EXPECT_FALSE(outdated->already_done);
    EXPECT_EQ(other_.conventions.commit(late).kind, CommitResult::Kind::Conflict);
    const auto loaded = other_.conventions.load(kCampus, act_.id, first.command);
    EXPECT_TRUE(loaded->already_done);
    EXPECT_EQ(other_.conventions.recall(kCampus, act_.id, {})->state, act_.state);
}

TEST_F(TwoServers, AStageThatChangedIsCountedAtOnce) {
    commit(act_, act_.create("ADH-2026-001"));
    const auto drafting = std::vector<std::pair<Stage, std::int64_t>>{{Stage::Drafting, 1}};
    EXPECT_EQ(stores_.conventions.count_by_stage(kCampus), drafting);
    SampleAct second(2);
    commit(second, second.create("ADH-2026-002"));
    const auto both = std::vector<std::pair<Stage, std::int64_t>>{{Stage::Drafting, 2}};
    EXPECT_EQ(stores_.conventions.count_by_stage(kCampus), both);
    commit(second, second.next({ConventionAbandoned{"plus de projet"}}));
    const auto one_left =
        std::vector<std::pair<Stage, std::int64_t>>{{Stage::Drafting, 1}, {Stage::Abandoned, 1}};
    EXPECT_EQ(stores_.conventions.count_by_stage(kCampus), one_left);
}

}  // namespace
}  // namespace contreseing::integration
