#include "sql/error.hpp"
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

TEST_F(TwoServers, OneOfAnotherFormatReadsTheJournal) {
    commit(act_, act_.create("ADH-2026-001"));
    commit(act_, act_.rename("Titre"));
    superuser("UPDATE contreseing.convention SET state = '{\"st\":\"drafting\",\"ev\":2}'");
    const auto folded = other_.conventions.load(kCampus, act_.id, {});
    ASSERT_TRUE(folded);
    EXPECT_EQ(folded->state, act_.state);
    // The next transition writes the row as this server does.
    ASSERT_EQ(
        other_.conventions.commit(act_.rename("Autre titre")).kind, CommitResult::Kind::Committed
    );
    EXPECT_NE(
        superuser("SELECT state FROM contreseing.convention").find("\"fm\":2"), std::string::npos
    );
    superuser("UPDATE contreseing.convention SET state = '{\"fm\":2,\"sp\":[]}'");
    sql::Stores third{{.connection = database_.as_app(), .size = 4}, digest_, random_};
    EXPECT_THROW(third.conventions.load(kCampus, act_.id, {}), sql::Error);
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

TEST_F(TwoServers, EachWritesMessagesInTheNewestWordsThatItHas) {
    other_.conventions.write_mails_in(
        {{std::string(mails::kInvitation.name), 2}, {std::string(mails::kReminder.name), 3}}
    );
    auto created = act_.create("ADH-2026-001");
    created.messages = {message_to("a")};
    created.message_causes = {0};
    commit(act_, created);
    auto renamed = act_.rename("Titre");
    renamed.messages = {message_to("b"), message_to("c"), message_to("d")};
    renamed.messages[1].kind = mails::kOpinionRequest;
    renamed.messages[2].kind = mails::kReminder;
    renamed.message_causes = {0, 0, 0};
    ASSERT_EQ(other_.conventions.commit(renamed).kind, CommitResult::Kind::Committed);
    std::vector<int> versions;
    for (const auto& effect : jobs_.effects.of_convention(kCampus, act_.id)) {
        versions.push_back(std::get<Mail>(effect.holds).template_version);
    }
    EXPECT_EQ(versions, (std::vector<int>{1, 2, 1, 3}));
}

/// Two servers of which one may die.
class TwoLives : public TwoServers {
protected:
    static constexpr auto kFirst = "11111111-1111-4111-8111-111111111111";
    static constexpr auto kOther = "22222222-2222-4222-8222-222222222222";
    static constexpr auto kNext = "33333333-3333-4333-8333-333333333333";

    TwoLives() {
        live(jobs_, kFirst, "a");
        live(other_jobs_, kOther, "b");
        auto creation = act_.create("ADH-2026-001");
        creation.messages = {message_to("berthe"), message_to("camille")};
        creation.message_causes = {0, 0};
        commit(act_, creation);
        const Bytes bytes{1};
        stores_.documents.put(kCampus, document_, act_.id, bytes, digest_.sha256(bytes));
    }
    static void live(sql::Stores& stores, const std::string& life, const std::string& node) {
        stores.pool.hold_as(life);
        stores.lives.show(life, node);
    }
    /// How many messages the other one gets, and whether it gets the document.
    std::pair<std::size_t, bool> other_gets() {
        return {
            other_jobs_.effects.claim(Lane::Ordinary, 10, std::chrono::minutes(2)).size(),
            other_jobs_.documents
                .lease(kCampus, document_, std::chrono::milliseconds(0), std::chrono::minutes(1))
                .has_value()};
    }

    sql::Stores other_jobs_{{.connection = database_.as_jobs(), .size = 4}, digest_, random_};
    const DocumentId document_ = numbered<DocumentId>(1);
    const std::pair<std::size_t, bool> kNothing{0, false};
    const std::pair<std::size_t, bool> kAll{2, true};
};

TEST_F(TwoLives, ALivingServerKeepsWhatItHolds) {
    ASSERT_EQ(jobs_.effects.claim(Lane::Ordinary, 10, std::chrono::minutes(2)).size(), 2U);
    ASSERT_TRUE(jobs_.documents.lease(
        kCampus, document_, std::chrono::milliseconds(0), std::chrono::minutes(1)
    ));
    for (int turn = 0; turn < 3; ++turn) {
        jobs_.lives.show(kFirst, "a");
        other_jobs_.lives.show(kOther, "b");
        EXPECT_EQ(other_gets(), kNothing);
    }
}

TEST_F(TwoLives, WhatADeadServerHeldIsFreeOnceItsPlaceLivesAgain) {
    const auto held = jobs_.effects.claim(Lane::Ordinary, 10, std::chrono::minutes(2));
    const auto lease = jobs_.documents.lease(
        kCampus, document_, std::chrono::milliseconds(0), std::chrono::minutes(1)
    );
    EXPECT_EQ(other_gets(), kNothing);
    sql::Stores next({.connection = database_.as_jobs(), .size = 2}, digest_, random_);
    live(next, kNext, "a");
    EXPECT_EQ(other_gets(), kAll);
    // The dead one, should it only have slept, settles and signs nothing any more.
    jobs_.effects.settle({settlement_of(held.at(0), Settlement::Kind::Delivered, "250 late")});
    EXPECT_EQ(stores_.effects.of_convention(kCampus, act_.id).at(0).status, EffectStatus::Pending);
    auto late = act_.rename("signé");
    late.revision = AppendedRevision{document_, 1, {2}, digest_.sha256(Bytes{1, 2}), lease->epoch};
    EXPECT_EQ(stores_.conventions.commit(late).kind, CommitResult::Kind::LeaseLost);
}

TEST_F(TwoLives, AServerThatEndsInOrderLeavesNothingHeld) {
    ASSERT_EQ(jobs_.effects.claim(Lane::Ordinary, 10, std::chrono::minutes(2)).size(), 2U);
    jobs_.lives.end(kFirst);
    EXPECT_EQ(other_gets(), kAll);
}

TEST_F(TwoLives, SilenceEndsALifeButNotWhileTheDatabaseItselfWasDown) {
    ASSERT_EQ(jobs_.effects.claim(Lane::Ordinary, 10, std::chrono::minutes(2)).size(), 2U);
    superuser(
        std::string("UPDATE server_life SET seen_at = now() - interval '1 h' WHERE id = '") +
        kFirst + "'"
    );
    const bool long_up =
        superuser("SELECT now() - pg_postmaster_start_time() > interval '15 s'") == "t";
    other_jobs_.lives.show(kOther, "b");
    EXPECT_EQ(other_gets().first, long_up ? 2U : 0U);
    // It was only slow: it shows itself again, and what it claims now is its own.
    jobs_.lives.show(kFirst, "a");
    EXPECT_EQ(superuser("SELECT count(*) FROM server_life"), "2");
}

TEST_F(TwoLives, AClaimWhoseAnswerWasLostIsGivenBackByItsServerAlone) {
    ASSERT_EQ(jobs_.effects.claim(Lane::Ordinary, 1, std::chrono::minutes(2)).size(), 1U);
    ASSERT_EQ(other_jobs_.effects.claim(Lane::Ordinary, 1, std::chrono::minutes(2)).size(), 1U);
    jobs_.effects.give_back(Lane::Awaited);
    EXPECT_TRUE(jobs_.effects.claim(Lane::Ordinary, 5, std::chrono::minutes(2)).empty());
    jobs_.effects.give_back(Lane::Ordinary);
    EXPECT_EQ(jobs_.effects.claim(Lane::Ordinary, 5, std::chrono::minutes(2)).size(), 1U);
}

}  // namespace
}  // namespace contreseing::integration
