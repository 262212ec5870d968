#include "tests/unit/domain/scene.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

Scene asked() {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    return scene;
}

const Seat& seat(const Scene& scene, int n) {
    return *scene.state.seat(1, n);
}

RevokeLink revoke(int n) {
    return RevokeLink{seat_place(1, n), "Envoyé à un homonyme."};
}

CorrectAddress correct(int n, const std::string& email) {
    return CorrectAddress{seat_place(1, n), {email}, "Faute de frappe."};
}

AnswerOpinion favourable(int n) {
    return AnswerOpinion{1, n, OpinionChoice::Favourable, ""};
}

TEST(SeatLink, IsRevokedWithAReasonAndAnswersNoMore) {
    Scene scene = asked();
    EXPECT_EQ(
        scene.refusal(RevokeLink{seat_place(1, 2), " "}),
        (Refused{Refusal::MissingReason, "reason"})
    );
    EXPECT_EQ(scene.refusal(revoke(9)), (Refused{Refusal::NotFound, "seat"}));
    EXPECT_EQ(
        scene.refusal(RevokeLink{seat_place(3, 2), "r"}), (Refused{Refusal::NotFound, "opinion"})
    );
    scene.act(revoke(2));
    EXPECT_TRUE(seat(scene, 2).door->revoked);
    EXPECT_FALSE(seat(scene, 1).door->revoked);
    EXPECT_EQ(scene.refusal(favourable(2)).refusal, Refusal::LinkRevoked);
    EXPECT_EQ(scene.refusal(ResendLink{seat_place(1, 2)}).refusal, Refusal::LinkRevoked);
    EXPECT_EQ(scene.refusal(RemindNow{seat_place(1, 2)}).refusal, Refusal::LinkRevoked);
    EXPECT_EQ(scene.refusal(revoke(2)), (Refused{Refusal::NothingToDo, "2"}));
    const auto timers = scene.timers();
    EXPECT_TRUE(std::none_of(timers.begin(), timers.end(), [](const Timer& timer) {
        return timer.id == opinion_reminder(1, 2);
    }));
}

TEST(SeatLink, IsRevokedAfterTheClosingTooButNotOfAVoidVote) {
    Scene scene = asked();
    scene.act(CloseOpinion{1});
    EXPECT_THAT(offered(scene.around(), scene.state), Contains("revoke_link"));
    scene.act(revoke(2));
    EXPECT_TRUE(seat(scene, 2).door->revoked);
    scene.act(ReopenDraft{"Une erreur.", true});
    EXPECT_EQ(scene.refusal(revoke(3)).refusal, Refusal::OpinionClosed);
    EXPECT_THAT(offered(scene.around(), scene.state), Not(Contains("revoke_link")));
}

TEST(SeatAddress, IsCorrectedWithANewLinkAndTheAnswerOfTheFormerOneFalls) {
    Scene scene = asked();
    scene.act(favourable(2));
    scene.act(RecordDeliveryFailure{{"d2@directoire.example"}, "5.1.1", "inconnu"});
    scene.act(RecordAutomaticReply{{"d2@directoire.example"}, "Absente"});
    const Instant expiry = seat(scene, 2).door->expires_at;
    EXPECT_THAT(
        mails(scene.act(correct(2, "juste@directoire.example"))),
        ElementsAre(
            "address_corrected_notice to d2@directoire.example",
            "address_corrected_notice to juste@directoire.example",
            "opinion_request to juste@directoire.example"
        )
    );
    const Seat& now = seat(scene, 2);
    EXPECT_EQ(now.holder.email.text, "juste@directoire.example");
    EXPECT_EQ(now.holder.name, scene.opinion_request().seats[1].holder.name);
    EXPECT_EQ(now.door, (Door{2, expiry, false}));
    EXPECT_FALSE(now.answer);
    EXPECT_FALSE(now.undeliverable);
    EXPECT_EQ(now.automatic_reply, "");
    ASSERT_EQ(now.address_changes.size(), 1U);
    EXPECT_EQ(now.address_changes[0].from.text, "d2@directoire.example");
    EXPECT_EQ(now.address_changes[0].reason, "Faute de frappe.");
    EXPECT_EQ(turnout_of(*scene.state.opinion()).answered, 0);
}

TEST(SeatAddress, CorrectedMeanwhileTakesNothingThatCameByTheFormerLink) {
    Scene scene = asked();
    auto late = favourable(1);
    late.generation = seat(scene, 1).door->generation;
    const CloseOpinion closing{1, 1, late.generation};
    scene.act(correct(1, "elsewhere@directoire.example"));
    EXPECT_EQ(scene.refusal(late).refusal, Refusal::LinkRevoked);
    EXPECT_EQ(scene.refusal(closing).refusal, Refusal::LinkRevoked);
    late.generation = seat(scene, 1).door->generation;
    scene.act(late);
    scene.act(CloseOpinion{1, 1, late.generation});
    EXPECT_EQ(scene.state.stage, Stage::AwaitingAuthority);
}

TEST(SeatLink, RevokedIsNotToldTheResult) {
    Scene scene = asked();
    const auto stranger = seat(scene, 2).holder.email.text;
    scene.act(revoke(2));
    scene.act(favourable(1));
    const auto told = addresses(scene.act(CloseOpinion{1}), mails::kOpinionResultNotice);
    EXPECT_THAT(told, Contains(seat(scene, 1).holder.email.text));
    EXPECT_THAT(told, Not(Contains(stranger)));
}

TEST(SeatAddress, CorrectedBeforeTheLastAnswerIsWaitedForAgain) {
    Scene scene = asked();
    for (const int n : {1, 2, 3}) {
        scene.act(favourable(n));
    }
    scene.act(correct(2, "juste@directoire.example"));
    scene.act(favourable(4));
    EXPECT_EQ(scene.state.stage, Stage::UnderOpinion);
    EXPECT_EQ(tally_of(scene.type, *scene.state.opinion()).answered(), 2);
    scene.act(favourable(2));
    EXPECT_EQ(scene.state.stage, Stage::AwaitingAuthority);
    EXPECT_EQ(scene.state.opinion()->closed_by, OpinionClosing::AllAnswered);
}

TEST(SeatAddress, StaysAndOpensANewLinkWhenTheFormerOneWasRevoked) {
    Scene scene = asked();
    scene.act(favourable(2));
    const auto same = correct(2, "d2@directoire.example");
    EXPECT_EQ(scene.refusal(same), (Refused{Refusal::NothingToDo, "2"}));
    scene.act(revoke(2));
    EXPECT_TRUE(seat(scene, 2).answer);  // who gave it is not known yet
    EXPECT_THAT(mails(scene.act(same)), ElementsAre("opinion_request to d2@directoire.example"));
    EXPECT_EQ(seat(scene, 2).door->generation, 2);
    EXPECT_FALSE(seat(scene, 2).door->revoked);
    EXPECT_FALSE(seat(scene, 2).answer);
    EXPECT_TRUE(seat(scene, 2).address_changes.empty());
    scene.act(favourable(2));
}

TEST(SeatAddress, NeedsARunningVoteAnAddressAndAReason) {
    Scene scene = asked();
    EXPECT_EQ(scene.refusal(correct(2, "x")), (Refused{Refusal::InvalidValue, "email"}));
    EXPECT_EQ(
        scene.refusal(CorrectAddress{seat_place(1, 2), {"x@y.example"}, ""}),
        (Refused{Refusal::MissingReason, "reason"})
    );
    EXPECT_EQ(scene.refusal(correct(9, "x@y.example")), (Refused{Refusal::NotFound, "seat"}));
    Scene late = scene;
    late.now = late.state.opinion()->deadline + 1us;
    EXPECT_EQ(late.refusal(correct(2, "x@y.example")).refusal, Refusal::OpinionClosed);
    scene.act(CloseOpinion{1});
    EXPECT_EQ(scene.refusal(correct(2, "x@y.example")).refusal, Refusal::OpinionClosed);
}

TEST(SeatAddress, OfAnAdministratorOrOfAnotherSeatIsAnsweredForFirst) {
    Scene scene = asked();
    const auto own = correct(2, "Admin@campus.example");
    const std::string item = "administrator_address:opinion/1/seat/2";
    EXPECT_EQ(scene.refusal(own), (Refused{Refusal::NeedsAcknowledgement, item}));
    const auto shared = correct(3, "d1@directoire.example");
    const std::string pair = "shared_address:opinion/1/seat/1,opinion/1/seat/3";
    EXPECT_EQ(scene.refusal(shared), (Refused{Refusal::NeedsAcknowledgement, pair}));
    for (const auto* unknown :
         {"administrator_address:opinion/1/seat/9",
          "administrator_address:opinion/2/seat/2",
          "shared_address:opinion/1/seat/3,opinion/1/seat/1"}) {
        EXPECT_EQ(
            scene.refusal(AcknowledgeWarning{unknown, "r"}), (Refused{Refusal::NotFound, "item"})
        );
    }
    scene.act(AcknowledgeWarning{item, "Elle siège elle-même."});
    scene.act(own);
    scene.act(AcknowledgeWarning{pair, "Même secrétariat."});
    scene.act(shared);
    EXPECT_EQ(seat(scene, 3).holder.email.text, "d1@directoire.example");
}

TEST(SeatReminder, CountsFromTheDayTheCorrectedAddressWasAsked) {
    Scene scene = asked();
    scene.now = at("2026-03-05T08:00:00Z");
    scene.act(FireTimer{opinion_reminder(1, 2), 0});
    scene.act(correct(2, "juste@directoire.example"));
    const auto timers = scene.timers();
    const auto found = std::find_if(timers.begin(), timers.end(), [](const Timer& timer) {
        return timer.id == opinion_reminder(1, 2);
    });
    ASSERT_NE(found, timers.end());
    // Thursday 5 March 2026, three working days; a number that no firing had before.
    EXPECT_EQ(found->fire_at, at("2026-03-10T08:00:00Z"));
    EXPECT_EQ(found->generation, scene.type.reminders.max + 1);
    scene.now = found->fire_at;
    EXPECT_THAT(
        mails(scene.act(FireTimer{found->id, found->generation})),
        ElementsAre("opinion_reminder to juste@directoire.example")
    );
}

TEST(SeatReminder, ByHandLeavesOnceADayToWhoeverIsAwaited) {
    Scene scene = asked();
    const RemindNow again{seat_place(1, 2)};
    EXPECT_THAT(offered(scene.around(), scene.state), Contains("remind_now"));
    EXPECT_THAT(mails(scene.act(again)), ElementsAre("opinion_reminder to d2@directoire.example"));
    EXPECT_EQ(seat(scene, 2).last_reminder_at, scene.now);
    EXPECT_EQ(seat(scene, 2).reminders_sent, 0);  // the automatic ones go on
    scene.wait(24h - 1us);
    EXPECT_EQ(scene.refusal(again), (Refused{Refusal::TooSoon, "2"}));
    EXPECT_TRUE(reminded_lately(*scene.state.opinion(), seat(scene, 2), scene.now));
    scene.wait(1us);
    scene.act(again);
    scene.act(favourable(3));
    EXPECT_EQ(scene.refusal(RemindNow{seat_place(1, 3)}), (Refused{Refusal::NotTheirPen, "seat"}));
    EXPECT_EQ(scene.refusal(RemindNow{seat_place(1, 5)}), (Refused{Refusal::NotTheirPen, "seat"}));
    EXPECT_EQ(scene.refusal(RemindNow{seat_place(1, 9)}), (Refused{Refusal::NotFound, "seat"}));
    scene.act(CloseOpinion{1});
    EXPECT_EQ(scene.refusal(again).refusal, Refusal::OpinionClosed);
}

}  // namespace
}  // namespace contreseing::workflows::testing
