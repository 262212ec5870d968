#include "tests/unit/domain/scene.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Scene frozen() {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    return scene;
}

Scene asked() {
    Scene scene = frozen();
    scene.request_opinion();
    return scene;
}

TEST(OpinionRequest, NeedsAFrozenText) {
    Scene scene;
    scene.create();
    scene.fill();
    EXPECT_EQ(scene.refusal(scene.opinion_request()).refusal, Refusal::TooEarly);
}

TEST(OpinionRequest, AsksEverySeatOnTheFrozenHash) {
    Scene scene = frozen();
    const auto decision = scene.act(scene.opinion_request());
    EXPECT_EQ(decision.messages.size(), 5U);
    EXPECT_EQ(decision.messages[4].place.seat(), 5);
    EXPECT_EQ(decision.messages[4].kind, mails::kOpinionRequest);
    const Opinion& opinion = *scene.state.opinion();
    EXPECT_EQ(opinion.sha256, scene.state.frozen()->sha256);
    EXPECT_EQ(opinion.seats[0].door->expires_at, opinion.deadline + 24h);
    EXPECT_EQ(scene.state.stage, Stage::UnderOpinion);
    EXPECT_EQ(scene.refusal(scene.opinion_request()).refusal, Refusal::WrongStage);
}

TEST(OpinionRequest, RefusesABodyThatCannotVote) {
    Scene scene = frozen();
    const auto with = [&scene](auto change) {
        auto request = scene.opinion_request();
        change(request);
        return scene.refusal(request);
    };
    EXPECT_EQ(with([](auto& r) { r.seats.clear(); }).subject, "seats");
    EXPECT_EQ(with([](auto& r) { r.seats[1].n = 1; }).subject, "seats/1/n");
    EXPECT_EQ(with([](auto& r) { r.seats[1].n = 0; }).subject, "seats/1/n");
    EXPECT_EQ(with([](auto& r) { r.seats[2].holder.email.text = ""; }).subject, "seats/2/email");
    EXPECT_EQ(with([](auto& r) { r.seats[2].holder.name = ""; }).subject, "seats/2/name");
    EXPECT_EQ(
        with([](auto& r) { r.seats.erase(r.seats.begin(), r.seats.begin() + 3); }).subject, "seats"
    );
    EXPECT_EQ(with([&](auto& r) { r.deadline = scene.now; }).subject, "deadline");
    EXPECT_EQ(with([&](auto& r) { r.deadline = Instant::max(); }).subject, "deadline");
    EXPECT_EQ(with([](auto& r) { r.question = " "; }).subject, "question");
    EXPECT_EQ(with([](auto& r) { r.body_name = ""; }).subject, "body_name");
    EXPECT_EQ(with([](auto& r) { r.seats.resize(61); }).subject, "seats");
}

TEST(OpinionRequest, WantsAnAddressThatIsProbablyMisspeltConfirmed) {
    Scene scene = frozen();
    auto request = scene.opinion_request();
    request.seats[1].holder.email.text = "zoe@gmail.con";
    const std::string item = "doubtful_address:opinion/1/seat/2";
    const auto refused = scene.refusal(request);
    EXPECT_EQ(refused.refusal, Refusal::NeedsAcknowledgement);
    EXPECT_EQ(refused.subject, item);
    for (const auto* const other :
         {"doubtful_address:opinion/2/seat/2", "doubtful_address:opinion/1/seat/02"}) {
        EXPECT_EQ(scene.refusal(AcknowledgeWarning{other, "Vu."}).refusal, Refusal::NotFound);
    }
    scene.act(AcknowledgeWarning{item, "Vu."});
    scene.act(request);
    EXPECT_EQ(scene.state.stage, Stage::UnderOpinion);
    EXPECT_TRUE(scene.state.acknowledged_ahead.empty());  // it served
    EXPECT_EQ(scene.state.acknowledgements.at(item), "Vu.");
}

TEST(OpinionRequest, IsNotMadeWhereTheTypeAsksNone) {
    Scene scene(partnership());
    scene.create();
    scene.fill();
    scene.freeze();
    EXPECT_EQ(scene.refusal(scene.opinion_request()).refusal, Refusal::NothingToDo);
    scene.open_round();
    EXPECT_EQ(scene.state.stage, Stage::InSignature);
}

TEST(OpinionAnswer, MustSayWhyWhenReservedOrUnfavourable) {
    Scene scene = asked();
    for (const auto choice : {OpinionChoice::Reserved, OpinionChoice::Unfavourable}) {
        EXPECT_EQ(
            scene.refusal(AnswerOpinion{1, 1, choice, " \n "}),
            (Refused{Refusal::TextRequired, "text"})
        );
        EXPECT_TRUE(scene.ask(AnswerOpinion{1, 1, choice, "Parce que."}));
    }
    for (const auto choice : {OpinionChoice::Favourable, OpinionChoice::Abstain}) {
        EXPECT_TRUE(scene.ask(AnswerOpinion{1, 1, choice, ""}));
    }
}

TEST(OpinionAnswer, MayBeChangedUntilClosing) {
    Scene scene = asked();
    scene.act(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""});
    scene.act(AnswerOpinion{1, 1, OpinionChoice::Unfavourable, "Non."});
    EXPECT_EQ(scene.state.opinion()->seats[0].answer->choice, OpinionChoice::Unfavourable);
    scene.act(CloseOpinion{1});
    EXPECT_EQ(
        scene.refusal(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""}).refusal,
        Refusal::OpinionClosed
    );
}

TEST(OpinionAnswer, IsInTimeToTheMicrosecond) {
    Scene scene = asked();
    scene.now = scene.state.opinion()->deadline;
    EXPECT_TRUE(scene.ask(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""}));
    scene.now += 1us;
    EXPECT_EQ(
        scene.refusal(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""}).refusal,
        Refusal::OpinionClosed
    );
}

TEST(OpinionAnswer, KnowsItsSeatAndItsOpinion) {
    Scene scene = asked();
    EXPECT_EQ(scene.refusal(AnswerOpinion{2, 1, OpinionChoice::Favourable, ""}).subject, "opinion");
    EXPECT_EQ(scene.refusal(AnswerOpinion{1, 9, OpinionChoice::Favourable, ""}).subject, "seat");
}

TEST(OpinionAnswer, IsNotAGuestsToGive) {
    Scene scene = asked();
    EXPECT_EQ(
        scene.refusal(AnswerOpinion{1, 5, OpinionChoice::Favourable, ""}),
        (Refused{Refusal::NotTheirPen, "seat"})
    );
    const auto turnout = turnout_of(*scene.state.opinion());
    EXPECT_EQ(turnout.asked, 4);
    EXPECT_EQ(turnout.answered, 0);
    // The link is sent again in the words of the request: nothing is awaited.
    const auto decision = scene.act(ResendLink{seat_place(1, 5)});
    EXPECT_THAT(mails(decision), ElementsAre("opinion_request to d5@directoire.example"));
}

TEST(OpinionAnswer, OfTheLastAwaitedSeatCloses) {
    Scene scene = asked();
    for (const int seat : {1, 2, 3}) {
        scene.act(AnswerOpinion{1, seat, OpinionChoice::Favourable, ""});
        EXPECT_EQ(scene.state.stage, Stage::UnderOpinion);
    }
    const auto decision = scene.act(AnswerOpinion{1, 4, OpinionChoice::Abstain, ""});
    EXPECT_EQ(decision.events.size(), 2U);
    EXPECT_EQ(scene.state.stage, Stage::AwaitingAuthority);
    EXPECT_EQ(scene.state.opinion()->closed_by, OpinionClosing::AllAnswered);
    EXPECT_EQ(scene.state.opinion()->closed_at, scene.now);
    EXPECT_THAT(
        addresses(decision, mails::kOpinionClosedNotice), ElementsAre("admin@campus.example")
    );
    EXPECT_THAT(decision.message_causes, Each(1));
}

TEST(OpinionResult, IsToldOnceToEveryMemberWhateverTheyDid) {
    Scene scene = frozen();
    auto request = scene.opinion_request();
    request.seats[2].holder.email = request.seats[1].holder.email;  // two seats, one mailbox
    scene.act(request);
    scene.act(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""});
    Scene late = scene;
    const auto by_chair = scene.act(CloseOpinion{1});
    late.now = late.state.opinion()->deadline + 2min;
    const auto by_deadline = late.act(FireTimer{opinion_deadline(1), 0});
    for (const auto& decision : {by_chair, by_deadline}) {
        EXPECT_THAT(
            addresses(decision, mails::kOpinionResultNotice),
            ElementsAre(
                "d1@directoire.example",
                "d2@directoire.example",
                "d4@directoire.example",
                "d5@directoire.example"
            )
        );
        for (const auto& message : decision.messages) {
            if (message.kind == mails::kOpinionResultNotice) {
                EXPECT_EQ(message.place.opinion(), 1);
                EXPECT_EQ(
                    message.to, late.state.opinion()->seats[message.place.seat() - 1U].holder
                );
            }
        }
    }
}

TEST(OpinionResult, SpeaksToAMailboxOfTwoSeatsAsToTheOneThatVotes) {
    Scene scene = frozen();
    auto request = scene.opinion_request();
    request.seats[0].vote = VoteKind::Guest;
    request.seats[2].holder.email = request.seats[0].holder.email;
    scene.act(request);
    for (const auto& message : scene.act(CloseOpinion{1}).messages) {
        if (message.kind == mails::kOpinionResultNotice &&
            message.to.email == request.seats[0].holder.email) {
            EXPECT_EQ(message.place.seat(), request.seats[2].n);
        }
    }
}

TEST(OpinionClosing, ByTheDeadlineWaitsForItsGrace) {
    Scene scene = asked();
    const Instant deadline = scene.state.opinion()->deadline;
    scene.now = deadline + 1min;
    EXPECT_EQ(scene.refusal(FireTimer{opinion_deadline(1), 0}).refusal, Refusal::NothingToDo);
    scene.now = deadline + 2min;
    scene.act(FireTimer{opinion_deadline(1), 0});
    EXPECT_EQ(scene.state.opinion()->closed_by, OpinionClosing::Deadline);
    EXPECT_EQ(scene.state.opinion()->outcome, OpinionOutcome::NoQuorum);
    EXPECT_EQ(scene.refusal(FireTimer{opinion_deadline(1), 0}).refusal, Refusal::NothingToDo);
    EXPECT_EQ(scene.refusal(CloseOpinion{1}).refusal, Refusal::OpinionClosed);
    EXPECT_EQ(scene.refusal(CloseOpinion{2}).refusal, Refusal::NotFound);
}

struct Count {
    const char* votes;  ///< one letter a deliberative seat: F R U A, `-` has not answered
    int quorum;
    OpinionRule rule;
    OpinionOutcome expected;
};

class OpinionCount : public ::testing::TestWithParam<Count> {};

TEST_P(OpinionCount, FollowsTheRuleOfTheType) {
    const Count& count = GetParam();
    OpinionSpec spec;
    spec.quorum_percent = count.quorum;
    spec.rule = count.rule;
    Opinion opinion;
    for (const char c : std::string_view(count.votes)) {
        Seat seat;
        if (c != '-') {
            seat.answer = Answer{
                c == 'F'   ? OpinionChoice::Favourable
                : c == 'R' ? OpinionChoice::Reserved
                : c == 'U' ? OpinionChoice::Unfavourable
                           : OpinionChoice::Abstain,
                "",
                {}};
        }
        opinion.seats.push_back(seat);
    }
    for (const auto vote : {VoteKind::Consultative, VoteKind::Guest}) {
        Seat other;
        other.vote = vote;
        other.answer = Answer{OpinionChoice::Unfavourable, "Non.", {}};
        opinion.seats.push_back(other);
    }
    EXPECT_EQ(outcome_of(spec, opinion), count.expected);

    const std::string_view votes = count.votes;
    const auto cast = [&votes](char c) { return std::count(votes.begin(), votes.end(), c); };
    const auto tally = tally_of(spec, opinion);
    EXPECT_EQ(tally.seats, static_cast<int>(votes.size()));
    EXPECT_EQ(tally.favourable, cast('F'));
    EXPECT_EQ(tally.reserved, cast('R'));
    EXPECT_EQ(tally.unfavourable, cast('U'));
    EXPECT_EQ(tally.abstained, cast('A'));
    EXPECT_EQ(tally.answered(), tally.seats - cast('-'));
    EXPECT_EQ(tally.quorum(), count.expected != OpinionOutcome::NoQuorum);
}

TEST(OpinionTally, SaysHowManyAnswersMakeTheQuorum) {
    const auto needed = [](int percent, std::size_t seats) {
        OpinionSpec spec;
        spec.quorum_percent = percent;
        Opinion opinion;
        opinion.seats.resize(seats);
        return tally_of(spec, opinion).needed;
    };
    EXPECT_EQ(needed(50, 9), 5);
    EXPECT_EQ(needed(50, 8), 4);
    EXPECT_EQ(needed(33, 3), 1);
    EXPECT_EQ(needed(34, 3), 2);
    EXPECT_EQ(needed(100, 7), 7);
    EXPECT_EQ(needed(0, 7), 0);
}

constexpr auto kMajority = OpinionRule::MajorityOfExpressed;
constexpr auto kFavourable = OpinionOutcome::Favourable;
constexpr auto kUnfavourable = OpinionOutcome::Unfavourable;
constexpr auto kNoQuorum = OpinionOutcome::NoQuorum;

INSTANTIATE_TEST_SUITE_P(
    Rules,
    OpinionCount,
    ::testing::Values(
        Count{"FFU", 50, kMajority, kFavourable},
        Count{"FRU", 50, kMajority, kFavourable},
        Count{"RUU", 50, kMajority, kUnfavourable},
        Count{"FU", 50, kMajority, kUnfavourable},
        Count{"FUA", 50, kMajority, kUnfavourable},
        Count{"AAA", 50, kMajority, kUnfavourable},
        Count{"FAA", 50, kMajority, kFavourable},
        Count{"FA---", 50, kMajority, kNoQuorum},
        Count{"FAA--", 50, kMajority, kFavourable},
        Count{"F---", 25, kMajority, kFavourable},
        Count{"F---", 26, kMajority, kNoQuorum},
        Count{"FFFF", 100, kMajority, kFavourable},
        Count{"FFF-", 100, kMajority, kNoQuorum},
        Count{"----", 0, kMajority, kUnfavourable},
        Count{"FFU", 50, OpinionRule::Unanimity, kUnfavourable},
        Count{"FRA", 50, OpinionRule::Unanimity, kFavourable},
        Count{"FU", 50, OpinionRule::Unstated, kUnfavourable},
        Count{"FFU", 50, OpinionRule::Unstated, kFavourable}
    ),
    [](const auto& each) {
        std::string votes = each.param.votes;
        std::replace(votes.begin(), votes.end(), '-', '0');
        return votes + "_quorum_" + std::to_string(each.param.quorum) + "_rule_" +
               std::to_string(static_cast<int>(each.param.rule));
    }
);

TEST(OpinionGate, KeepsTheRoundClosedUntilAnOpinionIsRecorded) {
    Scene scene = frozen();
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::OpinionMissing);
    scene.request_opinion();
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::OpinionMissing);
    scene.answer_all();
    EXPECT_EQ(checks_of(scene.around(), scene.state, Gate::Round)[0].verdict, Check::Verdict::Met);
    EXPECT_TRUE(scene.ask(OpenRound{}));
}

TEST(OpinionGate, AsksToAcknowledgeAnUnfavourableOpinion) {
    Scene scene = asked();
    scene.answer_all(OpinionChoice::Unfavourable);
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::OpinionUnacknowledged);
    EXPECT_EQ(scene.refusal(AcknowledgeOpinion{""}).refusal, Refusal::MissingReason);
    scene.act(AcknowledgeOpinion{"Le COS a tranché."});
    EXPECT_EQ(scene.refusal(AcknowledgeOpinion{"Encore."}).refusal, Refusal::NothingToDo);
    for (const auto& gate : checks_of(scene.around(), scene.state, Gate::Round)) {
        EXPECT_EQ(gate.verdict, Check::Verdict::Met) << gate.key();
    }
    scene.open_round();
}

TEST(OpinionGate, IsShutByAnUnfavourableOpinionThatBinds) {
    auto type = adhesion();
    type.opinion->binding = true;
    Scene scene(type);
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    scene.answer_all(OpinionChoice::Unfavourable);
    EXPECT_EQ(
        scene.refusal(AcknowledgeOpinion{"Tant pis."}),
        (Refused{Refusal::OpinionUnacknowledged, "binding"})
    );
    EXPECT_EQ(scene.refusal(OpenRound{}), (Refused{Refusal::OpinionUnacknowledged, "binding"}));
    scene.request_opinion();
    scene.answer_all(OpinionChoice::Favourable);
    EXPECT_TRUE(scene.ask(OpenRound{}));
}

TEST(OpinionGate, LetsAMissingQuorumBeAskedAgain) {
    Scene scene = asked();
    scene.act(CloseOpinion{1});
    EXPECT_EQ(scene.state.opinion()->outcome, OpinionOutcome::NoQuorum);
    EXPECT_EQ(scene.state.opinion()->closed_by, OpinionClosing::Chair);
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::OpinionUnacknowledged);
    scene.request_opinion();
    EXPECT_EQ(scene.state.opinion()->n, 2);
    scene.answer_all();
    scene.open_round();
    EXPECT_EQ(
        scene.refusal(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""}).refusal,
        Refusal::OpinionClosed
    );
}

TEST(OpinionGate, IgnoresAFavourableOpinionOnAnEarlierText) {
    Scene scene = asked();
    scene.answer_all();
    scene.act(ReopenDraft{"Le fond change.", true});
    scene.freeze();
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::OpinionMissing);
    EXPECT_EQ(scene.refusal(AcknowledgeOpinion{"r"}).refusal, Refusal::TooEarly);
}

TEST(OpinionKept, IsSaidToThoseWhoAnsweredWhenTheSubstanceDoesNotChange) {
    Scene scene = asked();
    scene.act(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""});
    scene.act(AnswerOpinion{1, 2, OpinionChoice::Abstain, ""});
    Scene running = scene;
    scene.act(CloseOpinion{1});
    Scene substantial = scene;
    const auto decision = scene.act(ReopenDraft{"Une coquille.", false});
    EXPECT_THAT(
        addresses(decision, mails::kOpinionKeptNotice),
        ElementsAre("d1@directoire.example", "d2@directoire.example")
    );
    EXPECT_THAT(
        addresses(decision, mails::kVersionVoidedNotice),
        ElementsAre("d3@directoire.example", "d4@directoire.example", "d5@directoire.example")
    );
    // Neither where it falls with the text, nor where the vote had not ended.
    for (auto* other : {&substantial, &running}) {
        const auto voided = other->act(ReopenDraft{"Un montant.", other == &substantial});
        EXPECT_THAT(addresses(voided, mails::kOpinionKeptNotice), IsEmpty());
        EXPECT_EQ(addresses(voided, mails::kVersionVoidedNotice).size(), 5U);
    }
}

TEST(OpinionKept, IsSaidOnceToAMailboxAndNotBesideAVoidLink) {
    Scene scene = frozen();
    auto request = scene.opinion_request();
    request.seats[1].holder.email.text = "S1@parties.example";  // signs too
    request.seats[2].holder = request.seats[0].holder;          // sits twice
    request.seats[3].holder = request.seats[4].holder;
    scene.act(request);
    scene.act(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""});
    scene.act(AnswerOpinion{1, 2, OpinionChoice::Favourable, ""});
    scene.act(AnswerOpinion{1, 4, OpinionChoice::Favourable, ""});
    scene.act(CloseOpinion{1});
    scene.act(OpenRound{});
    const auto decision = scene.act(ReopenDraft{"Une coquille.", false});
    EXPECT_THAT(
        addresses(decision, mails::kOpinionKeptNotice),
        ElementsAre("d1@directoire.example", "d5@directoire.example")
    );
    EXPECT_THAT(
        addresses(decision, mails::kVersionVoidedNotice), ElementsAre("s1@parties.example")
    );
    const auto& to_both = decision.messages.front();
    EXPECT_EQ(to_both.place, seat_place(1, 2))
        << "the notice of the link says that the opinion holds";
}

TEST(OpinionReminder, GoesToAwaitedSeatsBeforeTheDeadlineOnly) {
    Scene scene = asked();
    scene.act(AnswerOpinion{1, 2, OpinionChoice::Favourable, ""});
    std::vector<TimerId> names;
    for (const auto& timer : scene.timers()) {
        names.push_back(timer.id);
    }
    EXPECT_THAT(
        names,
        ElementsAre(
            opinion_deadline(1),
            opinion_reminder(1, 1),
            opinion_reminder(1, 3),
            opinion_reminder(1, 4)
        )
    );
    // Asked on Monday 2 March 2026: the third working day is Thursday, nine o'clock in Paris.
    EXPECT_EQ(scene.timers()[1].fire_at, at("2026-03-05T08:00:00Z"));
    scene.now = at("2026-03-05T08:00:00Z");
    const auto decision = scene.act(FireTimer{opinion_reminder(1, 1), 0});
    EXPECT_THAT(mails(decision), ElementsAre("opinion_reminder to d1@directoire.example"));
    EXPECT_EQ(scene.timers()[1], (Timer{opinion_reminder(1, 1), 1, at("2026-03-10T08:00:00Z")}));
    EXPECT_EQ(scene.refusal(FireTimer{opinion_reminder(1, 1), 0}).refusal, Refusal::NothingToDo);
    EXPECT_EQ(scene.refusal(FireTimer{opinion_reminder(1, 2), 0}).refusal, Refusal::NothingToDo);
    scene.now = scene.state.opinion()->deadline + 1s;
    EXPECT_EQ(scene.refusal(FireTimer{opinion_reminder(1, 3), 0}).refusal, Refusal::NothingToDo);
}

}  // namespace
}  // namespace contreseing::workflows::testing
