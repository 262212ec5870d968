#include "workflows/app/engine.hpp"

#include "tests/support/sample_acts.hpp"
#include "tests/support/timers.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using test_support::numbered;
using test_support::opinion_reminder;
using testing::kCampus;
using testing::World;

CreateConvention creation() {
    CreateConvention command;
    command.title = "Adhésion";
    command.campus_name = "Campus";
    command.campus_represented_by = "son directeur";
    command.place = "Nîmes";
    return command;
}

EditDraft title(const std::string& text) {
    EditDraft edit;
    edit.title = text;
    return edit;
}

TEST(Engine, DecidesAgainOnTheNewStateWhenANeighbourWasFirst) {
    World world;
    world.create();
    bool once = true;
    world.conventions.before_commit = [&](const Transition&) -> std::optional<CommitResult> {
        if (std::exchange(once, false)) {
            EditDraft place;
            place.place = "Alès";
            world.act(place);
        }
        return std::nullopt;
    };
    const auto outcome = world.engine.execute(world.asked(), title("Nouveau titre"));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->state.title, "Nouveau titre");
    EXPECT_EQ(outcome->state.place, "Alès");
    EXPECT_EQ(world.state().events, 3);
}

TEST(Engine, RecordsOnWhichTextEachEntryWasMade) {
    World world;
    world.reach_signature();
    world.act(ReopenDraft{"Une erreur à l’article 3.", true});
    world.freeze();
    const auto versions = world.state().versions;
    ASSERT_EQ(versions.size(), 2U);
    std::optional<TextRef> text;
    for (const auto& entry : world.conventions.journal(kCampus, world.convention)) {
        EXPECT_EQ(entry.recorded.on, text) << name_of(entry.recorded.event);
        if (const auto* frozen = std::get_if<VersionFrozen>(&entry.recorded.event)) {
            text = TextRef{frozen->version.n, frozen->version.sha256};
        }
    }
    EXPECT_EQ(text, (TextRef{2, versions[1].sha256}));
}

TEST(Engine, RefusesOnTheNewStateWhatWasAllowedOnTheOldOne) {
    World world;
    world.create();
    bool once = true;
    world.conventions.before_commit = [&](const Transition&) -> std::optional<CommitResult> {
        if (std::exchange(once, false)) {
            world.act(Abandon{"Sans suite."});
        }
        return std::nullopt;
    };
    const auto outcome = world.engine.execute(world.asked(), title("Trop tard"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().refusal, Refusal::WrongStage);
    EXPECT_NE(world.state().title, "Trop tard");
}

TEST(Engine, AnswersARepeatedCommandWithoutDoingItAgain) {
    World world;
    world.create();
    const auto asked = world.asked();
    const auto first = world.engine.execute(asked, title("Un"));
    ASSERT_TRUE(first);
    const auto commits = world.conventions.commits;
    const auto again = world.engine.execute(asked, title("Un"));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
    EXPECT_FALSE(first->already_done);
    EXPECT_EQ(again->head, first->head);
    EXPECT_EQ(again->last_seq, first->last_seq);
    EXPECT_EQ(world.conventions.commits, commits);
}

TEST(Engine, AnswersARepeatedCommandThatTheRulesWouldRefuseByNow) {
    World world;
    world.create();
    const auto asked = world.asked();
    ASSERT_TRUE(world.engine.execute(asked, title("Un")));
    world.act(Abandon{"Sans suite."});
    const auto again = world.engine.execute(asked, title("Un"));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
}

TEST(Engine, DecidesAgainWhenWhatItRecalledIsOutdated) {
    World world;
    world.create();
    const auto recalled = world.conventions.load(kCampus, world.convention, {});
    const auto asked = world.asked();
    ASSERT_TRUE(world.engine.execute(asked, title("Un")));
    world.conventions.outdated = recalled;
    // Accepted on the old state, by a commit that then compares.
    ASSERT_TRUE(world.engine.execute(world.asked(), title("Deux")));
    EXPECT_EQ(world.state().title, "Deux");
    // Done before, of which the old state knows nothing.
    const auto again = world.engine.execute(asked, title("Un"));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
    EXPECT_EQ(world.count_events("draft_edited"), 2);
}

TEST(Engine, RefusesOnlyOnWhatTheDatabaseHolds) {
    World world;
    world.create();
    const auto drafting = world.conventions.load(kCampus, world.convention, {});
    world.act(Abandon{"Sans suite."});
    const auto abandoned = world.conventions.load(kCampus, world.convention, {});
    world.conventions.outdated = drafting;
    const auto late = world.engine.execute(world.asked(), title("Trop tard"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().refusal, Refusal::WrongStage);

    World other;
    other.create();
    other.conventions.outdated = abandoned;
    EXPECT_TRUE(other.engine.execute(other.asked(), title("À temps")));
}

TEST(Engine, GivesUpAfterManyConflictsAndSaysSo) {
    World world;
    world.create();
    world.conventions.before_commit = [](const Transition&) {
        return CommitResult{CommitResult::Kind::Conflict, {}, 0};
    };
    world.conventions.commits = 0;
    const auto outcome = world.engine.execute(world.asked(), title("Jamais"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().refusal, Refusal::ChangedMeanwhile);
    EXPECT_GT(world.conventions.commits, 3);
    EXPECT_LT(world.conventions.commits, 50);
}

TEST(Engine, LetsAnUnknownOutcomeThroughAndDoesItOnceWhenAskedAgain) {
    World world;
    world.create();
    const auto asked = world.asked();
    bool once = true;
    // The commit takes place and its answer is lost.
    world.conventions.before_commit = [&](const Transition& transition
                                      ) -> std::optional<CommitResult> {
        if (std::exchange(once, false)) {
            world.conventions.MemoryConventionStore::commit(transition);
            throw std::runtime_error("connection lost");
        }
        return std::nullopt;
    };
    EXPECT_THROW((void)world.engine.execute(asked, title("Un")), std::runtime_error);
    const auto again = world.engine.execute(asked, title("Un"));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
    EXPECT_EQ(world.count_events("draft_edited"), 1);
}

TEST(Engine, DoesNotKnowAConventionOfAnotherCampus) {
    World world;
    world.create();
    auto asked = world.asked();
    asked.campus = CampusId{"other"};
    const auto outcome = world.engine.execute(asked, title("Volé"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), (Refused{Refusal::NotFound, "convention"}));
    EXPECT_FALSE(world.engine.view(CampusId{"other"}, world.convention));
}

TEST(Engine, TellsALostLeaseFromAChangedState) {
    World world;
    world.create();
    world.conventions.before_commit = [](const Transition&) {
        return CommitResult{CommitResult::Kind::LeaseLost, {}, 0};
    };
    world.conventions.commits = 0;
    const auto outcome = world.engine.execute(world.asked(), title("Un"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), (Refused{Refusal::ChangedMeanwhile, "document"}));
    EXPECT_EQ(world.conventions.commits, 2);  // as recalled, and as read
}

TEST(Engine, CountsReferencesByTypeAndByTheYearOfTheCampus) {
    World world;
    const auto type = world.types.find(kCampus, "adhesion", 1);
    const auto reference_at = [&](int n, std::string_view when) {
        auto asked = world.asked();
        asked.convention = numbered<ConventionId>(n);
        asked.received_at = testing::at(when);
        const auto made = world.engine.create(asked, type, creation());
        return made ? made->state.reference : std::string("refused");
    };
    EXPECT_EQ(reference_at(1, "2026-12-31T22:59:59Z"), "ADH-2026-001");
    EXPECT_EQ(reference_at(2, "2026-12-31T23:00:00Z"), "ADH-2027-001");
    EXPECT_EQ(reference_at(3, "2027-01-02T09:00:00Z"), "ADH-2027-002");
}

TEST(Engine, TakesTheNextReferenceWhenANeighbourTookThisOne) {
    World world;
    const auto type = world.types.find(kCampus, "adhesion", 1);
    bool once = true;
    world.conventions.before_commit = [&](const Transition&) -> std::optional<CommitResult> {
        if (std::exchange(once, false)) {
            auto neighbour = world.asked();
            neighbour.convention = numbered<ConventionId>(2);
            EXPECT_TRUE(world.engine.create(neighbour, type, creation()));
        }
        return std::nullopt;
    };
    const auto made = world.engine.create(world.asked(), type, creation());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->state.reference, "ADH-2026-002");
}

TEST(Engine, RefusesATakenReferenceThatTheCallerChose) {
    World world;
    const auto type = world.types.find(kCampus, "adhesion", 1);
    auto command = creation();
    command.reference = "ADH-1";
    ASSERT_TRUE(world.engine.create(world.asked(), type, command));
    auto second = world.asked();
    second.convention = numbered<ConventionId>(2);
    const auto refused = world.engine.create(second, type, command);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Refused{Refusal::InvalidValue, "reference"}));
}

TEST(Engine, AnswersACreationThatItsOwnTwinCarriedOutInBetween) {
    World world;
    const auto type = world.types.find(kCampus, "adhesion", 1);
    const auto asked = world.asked();
    bool once = true;
    world.conventions.before_commit = [&](const Transition&) -> std::optional<CommitResult> {
        if (std::exchange(once, false)) {
            EXPECT_TRUE(world.engine.create(asked, type, creation()));
        }
        return std::nullopt;
    };
    const auto made = world.engine.create(asked, type, creation());
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->already_done);
    EXPECT_EQ(made->state.reference, "ADH-2026-001");
}

TEST(Engine, RefusesToCreateWhereAnotherConventionStands) {
    World world;
    world.create();
    const auto type = world.types.find(kCampus, "adhesion", 1);
    const auto refused = world.engine.create(world.asked(), type, creation());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().refusal, Refusal::ChangedMeanwhile);
}

TEST(Engine, WritesTheTimersThatTheNewStateWaitsForAndNoOther) {
    World world;
    world.reach_signature();
    const auto expected = timers_of(world.type, world.engine.zone(), world.state());
    ASSERT_FALSE(expected.empty());
    const auto& stored = world.db.conventions.at({kCampus, world.convention}).timers;
    ASSERT_EQ(stored.size(), expected.size());
    for (const auto& timer : expected) {
        EXPECT_EQ(stored.at(timer.id), timer);
    }
}

TEST(Engine, SummarisesWhoHoldsThePenAndSinceWhen) {
    World world;
    world.reach_signature();
    const auto& summary = world.db.conventions.at({kCampus, world.convention}).summary;
    EXPECT_EQ(summary.stage, Stage::InSignature);
    EXPECT_EQ(summary.pen_holder, "Signataire 1, Directeur");
    EXPECT_EQ(summary.since, world.state().slot(1)->invited_at);
    EXPECT_EQ(summary.next_deadline, world.state().slot(1)->door->expires_at);
    EXPECT_FALSE(summary.needs_help);
    world.act(RecordDeliveryFailure{world.state().slot(1)->holder.email, "5.1.1", "unknown"});
    EXPECT_TRUE(world.db.conventions.at({kCampus, world.convention}).summary.needs_help);
}

TEST(Engine, SummarisesSinceWhenTheStageIsWhatItIsAndTheLastReminderOfASeat) {
    World world;
    const auto began = world.clock.now();
    world.create();
    world.clock.at += std::chrono::hours{5};
    world.fill();
    const auto& summary = world.db.conventions.at({kCampus, world.convention}).summary;
    EXPECT_EQ(summary.since, began);
    EXPECT_EQ(summary.pen_holder, "");
    world.freeze();
    EXPECT_EQ(summary.since, began);

    const auto asked_at = world.clock.now();
    world.act(world.scene().opinion_request());
    EXPECT_EQ(summary.since, asked_at);
    EXPECT_EQ(summary.pen_holder, "Directoire");
    EXPECT_FALSE(summary.last_reminder_at);
    const auto timers = timers_of(world.type, world.engine.zone(), world.state());
    const auto due = std::find_if(timers.begin(), timers.end(), [](const Timer& timer) {
        return timer.id == opinion_reminder(1, 2);
    });
    ASSERT_NE(due, timers.end());
    world.clock.at = due->fire_at;
    world.act(FireTimer{due->id, due->generation});
    EXPECT_EQ(summary.last_reminder_at, due->fire_at);

    world.clock.at += std::chrono::hours{1};
    world.act(CloseOpinion{1});
    EXPECT_EQ(summary.stage, Stage::AwaitingAuthority);
    EXPECT_EQ(summary.since, world.clock.now());
    EXPECT_EQ(summary.pen_holder, "");
}

TEST(Engine, SummarisesThatHelpIsNeededWhileAMemberHasNoLink) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());
    const auto& row = world.db.conventions.at({kCampus, world.convention});
    EXPECT_FALSE(row.summary.needs_help);
    world.act(RevokeLink{seat_place(1, 2), "Envoyé à un homonyme."});
    EXPECT_TRUE(row.summary.needs_help);
}

TEST(Engine, SummarisesThatHelpIsNeededWhileARobotAnswersForThePenHolder) {
    World world;
    world.reach_signature();
    const auto& row = world.db.conventions.at({kCampus, world.convention});
    const auto second = world.state().slot(2)->holder.email;
    world.act(RecordAutomaticReply{second, "Absent"});
    EXPECT_FALSE(row.summary.needs_help) << "it is not their turn";
    world.act(RecordAutomaticReply{world.state().slot(1)->holder.email, "Absent"});
    EXPECT_TRUE(row.summary.needs_help);
}

TEST(Engine, SurroundsADecisionWithActiveAdministratorsOnly) {
    World world;
    world.create();
    Administrator gone;
    gone.id = numbered<AdministratorId>(2);
    gone.campus = kCampus;
    gone.login = "gone@campus.example";
    gone.contact = workflows::testing::contact("Parti", "gone@campus.example");
    gone.active = false;
    world.accounts.save(gone);
    const auto view = world.engine.view(kCampus, world.convention);
    const auto around = world.engine.surroundings(*view->type, kCampus, world.clock.now());
    ASSERT_EQ(around.administrators.size(), 1U);
    EXPECT_EQ(around.administrators.front().email.text, "alix@campus.example");
}

TEST(Engine, InformsTheBodyWithTheLastSignatureOnly) {
    World world;
    world.reach_signature();
    world.sign_at_once(1);
    EXPECT_TRUE(world.effects_of(mails::kBodyInformation).empty());
    world.sign_all();
    EXPECT_EQ(world.state().stage, Stage::InForce);
    EXPECT_EQ(world.effects_of(mails::kBodyInformation).size(), 2U);
}

}  // namespace
}  // namespace contreseing::workflows::app
