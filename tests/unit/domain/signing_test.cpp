#include "tests/unit/domain/scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Scene in_signature(ConventionType type = adhesion()) {
    Scene scene(std::move(type));
    scene.reach_signature();
    return scene;
}

/// Slot 1 has asked for its code a minute ago.
Scene code_in_hand() {
    Scene scene = in_signature();
    scene.request_code(1);
    scene.wait(1min);
    return scene;
}

/// What slot 1 was sent in its own session.
const CodeIssue* code_of(const Scene& scene) {
    return scene.state.slot(1)->code_of(session(1));
}

TEST(Round, InvitesTheLowestRankOnly) {
    Scene scene = in_signature();
    EXPECT_THAT(pen_holders(scene.state), ElementsAre(1));
    EXPECT_EQ(scene.state.slot(1)->door->expires_at, scene.now + 60 * 24h);
    EXPECT_FALSE(scene.state.slot(2)->door);
}

TEST(Round, InvitesEqualRanksTogetherAndTheNextWhenAllAreDone) {
    Scene scene = in_signature(partnership());
    EXPECT_THAT(pen_holders(scene.state), ElementsAre(1, 2));
    scene.sign(2);
    EXPECT_THAT(pen_holders(scene.state), ElementsAre(1));
    scene.sign(1);
    EXPECT_THAT(pen_holders(scene.state), ElementsAre(3));
}

TEST(Round, LetsNobodyActBeforeTheirTurn) {
    Scene scene = in_signature();
    const auto* frozen = scene.state.frozen();
    EXPECT_EQ(
        scene.refusal(RequestCode{2, session(2), frozen->n, frozen->sha256}),
        (Refused{Refusal::NotYourTurn, "2"})
    );
    EXPECT_EQ(scene.refusal(scene.signature(3)).refusal, Refusal::NotYourTurn);
    EXPECT_EQ(scene.refusal(DeclineToSign{2, "Non."}).refusal, Refusal::NotYourTurn);
    EXPECT_EQ(
        scene.refusal(RequestCode{9, session(2), frozen->n, frozen->sha256}).refusal,
        Refusal::NotFound
    );
}

TEST(Code, IsMailedAloneToTheHolder) {
    Scene scene = in_signature();
    const auto* frozen = scene.state.frozen();
    const auto decision = scene.act(RequestCode{1, session(1), frozen->n, frozen->sha256});
    EXPECT_THAT(mails(decision), ElementsAre("code to s1@parties.example"));
    ASSERT_NE(code_of(scene), nullptr);
    EXPECT_EQ(code_of(scene)->n, 1);
}

TEST(Code, IsRefusedForAnotherTextThanTheFrozenOne) {
    Scene scene = in_signature();
    const auto* frozen = scene.state.frozen();
    EXPECT_EQ(
        scene.refusal(RequestCode{1, session(1), frozen->n, digest_of(99)}).refusal,
        Refusal::StaleVersion
    );
    EXPECT_EQ(
        scene.refusal(RequestCode{1, session(1), frozen->n + 1, frozen->sha256}).refusal,
        Refusal::StaleVersion
    );
}

TEST(Code, IsThrottledToOneInThirtySecondsAndTenADayFromOneSession) {
    Scene scene = in_signature();
    const auto* frozen = scene.state.frozen();
    const RequestCode ask{1, session(1), frozen->n, frozen->sha256};
    scene.act(ask);
    scene.wait(29s);
    EXPECT_EQ(scene.refusal(ask), (Refused{Refusal::TooSoon, "1"}));
    for (int i = 2; i <= 10; ++i) {
        scene.wait(1min);
        scene.act(ask);
    }
    EXPECT_EQ(code_of(scene)->n, 10);
    scene.wait(10h);
    EXPECT_EQ(scene.refusal(ask).refusal, Refusal::TooSoon);
    scene.wait(14h);
    scene.act(ask);
    EXPECT_LE(scene.state.slot(1)->codes.size(), 10U);
}

TEST(Code, OfAnotherSessionLeavesThoseOfTheOwnerAlone) {
    Scene scene = code_in_hand();
    const auto* frozen = scene.state.frozen();
    for (int i = 0; i < 10; ++i) {
        scene.act(RequestCode{1, session(2), frozen->n, frozen->sha256});
        for (int wrong = 0; wrong < 5; ++wrong) {
            scene.act(RecordWrongCode{1, session(2)});
        }
        scene.wait(30s);
    }
    EXPECT_EQ(
        scene.refusal(RequestCode{1, session(2), frozen->n, frozen->sha256}).refusal,
        Refusal::TooSoon
    );
    EXPECT_EQ(code_of(scene)->tries, 0);
    scene.act(RequestCode{1, session(1), frozen->n, frozen->sha256});
    scene.act(scene.signature(1));
}

TEST(Code, LeavesTwentyTimesADayByOneDoorAtMost) {
    Scene scene = in_signature();
    const auto* frozen = scene.state.frozen();
    for (int i = 0; i < 20; ++i) {
        scene.act(RequestCode{1, session(100 + i), frozen->n, frozen->sha256});
    }
    const RequestCode ask{1, session(1), frozen->n, frozen->sha256};
    EXPECT_EQ(scene.refusal(ask), (Refused{Refusal::TooSoon, "1"}));
    EXPECT_EQ(scene.state.slot(1)->codes.size(), 20U);
    scene.wait(24h);
    scene.act(ask);
    EXPECT_EQ(scene.state.slot(1)->codes.size(), 1U);
}

TEST(Code, ReplacesTheOneBeforeWithItsTries) {
    Scene scene = code_in_hand();
    scene.act(RecordWrongCode{1, session(1)});
    EXPECT_EQ(code_of(scene)->tries, 1);
    scene.request_code(1);
    EXPECT_EQ(code_of(scene)->n, 2);
    EXPECT_EQ(code_of(scene)->tries, 0);
}

TEST(Code, DiesAfterFiveWrongTries) {
    Scene scene = code_in_hand();
    for (int i = 0; i < 5; ++i) {
        scene.act(RecordWrongCode{1, session(1)});
    }
    EXPECT_EQ(scene.refusal(RecordWrongCode{1, session(1)}).refusal, Refusal::CodeExhausted);
    EXPECT_EQ(scene.refusal(scene.signature(1)), (Refused{Refusal::CodeExhausted, "1"}));
}

TEST(Code, IsOfNoUseInAnotherSession) {
    Scene scene = code_in_hand();
    auto other = scene.signature(1);
    other.request.session = session(2);
    EXPECT_EQ(scene.refusal(other).refusal, Refusal::NoCode);
    EXPECT_EQ(scene.refusal(RecordWrongCode{1, session(2)}).refusal, Refusal::NoCode);
}

TEST(Code, LivesTenMinutes) {
    Scene scene = code_in_hand();
    scene.wait(9min);
    EXPECT_EQ(refuse_signing(scene.around(), scene.state, scene.signing(1)), std::nullopt);
    scene.wait(1us);
    EXPECT_EQ(scene.refusal(scene.signature(1)).refusal, Refusal::CodeExpired);
}

TEST(Signing, TellsTheFirstReasonInOrder) {
    Scene scene = in_signature();
    auto request = scene.signing(1);
    request.code_check = CodeCheck::Differs;
    request.consent = "adhesion@2";
    request.acknowledged_annexes.clear();
    request.sha256 = digest_of(99);
    const auto refusal = [&] {
        return refuse_signing(scene.around(), scene.state, request)->refusal;
    };
    EXPECT_EQ(refusal(), Refusal::StaleVersion);
    request.sha256 = scene.state.frozen()->sha256;
    EXPECT_EQ(refusal(), Refusal::ConsentMissing);
    request.consent = "adhesion@1";
    EXPECT_EQ(
        *refuse_signing(scene.around(), scene.state, request),
        (Refused{Refusal::ConsentMissing, "annexes"})
    );
    request.acknowledged_annexes = {1};
    EXPECT_EQ(refusal(), Refusal::NoCode);
    scene.request_code(1);
    EXPECT_EQ(refusal(), Refusal::WrongCode);
    request.code_check = CodeCheck::Matches;
    EXPECT_EQ(refuse_signing(scene.around(), scene.state, request), std::nullopt);
}

TEST(Signing, RecordsWhatWasConsentedTo) {
    Scene scene = code_in_hand();
    auto command = scene.signature(1);
    command.request.acknowledged_annexes = {1, 1, 55};
    const auto decision = scene.act(command);
    const auto& event = std::get<SlotSigned>(decision.events[0]);
    EXPECT_EQ(event.sha256, scene.state.frozen()->sha256);
    EXPECT_EQ(event.consent, "adhesion@1");
    EXPECT_EQ(event.code, 1);
    EXPECT_THAT(event.acknowledged_annexes, ElementsAre(1));
    EXPECT_EQ(event.signature.at, scene.now);
    EXPECT_THAT(
        mails(decision),
        ElementsAre("signature_receipt to s1@parties.example", "invitation to s2@parties.example")
    );
    EXPECT_THAT(decision.message_causes, ElementsAre(0, 1));
    EXPECT_TRUE(scene.state.slot(1)->codes.empty());
}

TEST(Signing, HappensOnce) {
    Scene scene = code_in_hand();
    const auto command = scene.signature(1);
    scene.act(command);
    EXPECT_EQ(scene.refusal(command), (Refused{Refusal::AlreadySigned, "1"}));
    EXPECT_EQ(scene.refusal(DeclineToSign{1, "Non."}).refusal, Refusal::AlreadySigned);
    scene.sign_all();
    EXPECT_EQ(scene.refusal(command).refusal, Refusal::AlreadySigned);
}

TEST(Signing, RefusesARevisionThatIsNotTheNewest) {
    Scene scene = in_signature(partnership());
    scene.request_code(1);
    scene.request_code(2);
    auto first = scene.signature(1);
    auto second = scene.signature(2);
    ASSERT_EQ(first.revision, second.revision);
    scene.act(first);
    EXPECT_EQ(scene.refusal(second).refusal, Refusal::ChangedMeanwhile);
    second.revision = 2;
    scene.act(second);
    second.revision = 0;
    EXPECT_EQ(scene.state.slot(2)->signature->revision, 2);
}

TEST(Signing, IsRefusedThroughARevokedOrExpiredDoor) {
    Scene scene = code_in_hand();
    Scene revoked = scene;
    revoked.act(RevokeLink{slot_place(1), "Téléphone volé."});
    EXPECT_EQ(revoked.refusal(revoked.signature(1)).refusal, Refusal::LinkRevoked);
    scene.now = scene.state.slot(1)->door->expires_at;
    EXPECT_EQ(scene.refusal(scene.signature(1)).refusal, Refusal::LinkExpired);
    EXPECT_EQ(scene.refusal(DeclineToSign{1, "Non."}).refusal, Refusal::LinkExpired);
}

TEST(LastSignature, PutsTheActIntoForceAndTellsEverybody) {
    Scene scene = in_signature();
    scene.sign(1);
    scene.sign(2);
    scene.request_code(3);
    const auto decision = scene.act(scene.signature(3));
    EXPECT_EQ(scene.state.stage, Stage::InForce);
    EXPECT_EQ(scene.state.in_force_at, scene.now);
    EXPECT_EQ(scene.state.signed_at, scene.now);
    EXPECT_EQ(scene.state.last_day, std::nullopt);
    EXPECT_THAT(
        mails(decision),
        ElementsAre(
            "signature_receipt to s3@parties.example",
            "signed_copy to s1@parties.example",
            "signed_copy to s2@parties.example",
            "signed_copy to s3@parties.example",
            "body_information to cos1@campus.example",
            "body_information to cos2@campus.example",
            "in_force_notice to admin@campus.example"
        )
    );
    EXPECT_THAT(decision.message_causes, ElementsAre(0, 1, 1, 1, 1, 1, 1));
    const auto& member = std::get<MemberRegistered>(decision.events[2]);
    EXPECT_EQ(member.party, 2);
    EXPECT_EQ(member.college, "entreprises");
    EXPECT_EQ(member.since, day("2026-03-02"));
    EXPECT_TRUE(scene.timers().empty());
    EXPECT_TRUE(pen_holders(scene.state).empty());
}

TEST(LastSignature, CountsTheTermFromTheLocalDay) {
    Scene scene = in_signature(partnership());
    scene.now = at("2026-03-12T23:30:00Z");  // the 13th in Paris
    scene.sign_all();
    EXPECT_EQ(scene.state.stage, Stage::InForce);
    EXPECT_EQ(scene.state.last_day, day("2031-03-12"));
}

TEST(LastSignature, SendsOneCopyToAnAddressThatTwoShare) {
    Scene scene;
    scene.create();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[1].holder.email.text = "S1@parties.example";
    scene.act(edit);
    scene.act(AcknowledgeWarning{"shared_address:1,2", "Secrétariat commun."});
    scene.freeze();
    scene.request_opinion();
    scene.answer_all();
    scene.open_round();
    scene.sign(1);
    scene.sign(2);
    scene.request_code(3);
    const auto decision = scene.act(scene.signature(3));
    EXPECT_THAT(
        addresses(decision, mails::kSignedCopy),
        ElementsAre("s1@parties.example", "s3@parties.example")
    );
}

TEST(Declining, IsRefusedByALinkThatWasReplacedMeanwhile) {
    Scene scene = in_signature();
    const int former = scene.state.slot(1)->door->generation;
    scene.act(CorrectAddress{slot_place(1), {"elsewhere@parties.example"}, "Faute de frappe."});
    EXPECT_EQ(scene.refusal(DeclineToSign{1, "Non.", former}).refusal, Refusal::LinkRevoked);
    scene.act(DeclineToSign{1, "Non.", former + 1});
    EXPECT_EQ(scene.state.stage, Stage::Declined);
}

TEST(Declining, StopsTheRoundAndTellsEachWhatIsTrueForThem) {
    Scene scene = in_signature();
    scene.sign(1);
    EXPECT_EQ(scene.refusal(DeclineToSign{2, " "}).refusal, Refusal::MissingReason);
    const auto decision = scene.act(DeclineToSign{2, "Le conseil n’a pas délibéré."});
    EXPECT_EQ(scene.state.stage, Stage::Declined);
    EXPECT_EQ(scene.state.end_reason, "Le conseil n’a pas délibéré.");
    EXPECT_THAT(
        mails(decision),
        ElementsAre(
            "decline_receipt to s2@parties.example",
            "decline_notice to s1@parties.example",
            "decline_notice to s3@parties.example",
            "decline_alert to admin@campus.example"
        )
    );
    for (const auto& message : decision.messages) {
        EXPECT_EQ(message.place.slot(), 2);
    }
    EXPECT_TRUE(scene.timers().empty());
    EXPECT_EQ(scene.refusal(DeclineToSign{2, "Encore."}).refusal, Refusal::AlreadyDeclined);
    EXPECT_EQ(scene.refusal(scene.signature(1)).refusal, Refusal::AlreadySigned);
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::WrongStage);
    scene.act(ReopenDraft{"Après délibération.", true});
    EXPECT_EQ(scene.state.stage, Stage::Drafting);
    EXPECT_TRUE(scene.state.end_reason.empty());
}

TEST(Reopening, RemembersWhoHadSignedTheWithdrawnText) {
    Scene scene = in_signature();
    scene.sign(1);
    scene.act(ReopenDraft{"Une coquille.", false});
    const auto of = [&scene](const std::string& email) {
        for (const auto& slot : scene.state.slots) {
            if (slot.holder.email.text == email) {
                return slot;
            }
        }
        return Slot{};
    };
    EXPECT_EQ(of("s1@parties.example").signed_before, 1);
    EXPECT_EQ(of("s1@parties.example").signature, std::nullopt);
    EXPECT_EQ(of("s2@parties.example").signed_before, 0);
    // It stays with the person through edits and texts nobody signed, and goes with them.
    EditDraft edit;
    edit.slots = scene.state.slots;
    for (auto& slot : *edit.slots) {
        slot.signed_before = 0;
    }
    scene.act(edit);
    scene.freeze();
    scene.act(ReopenDraft{"Une autre coquille.", false});
    EXPECT_EQ(of("s1@parties.example").signed_before, 1);
    // Another address of the same person is no other person.
    edit.slots = scene.state.slots;
    edit.slots->front().holder.email.text = "elsewhere@parties.example";
    scene.act(edit);
    EXPECT_EQ(of("elsewhere@parties.example").signed_before, 1);
    edit.slots = scene.state.slots;
    edit.slots->front().holder = contact("M. Suivant", "next@parties.example");
    scene.act(edit);
    EXPECT_EQ(of("next@parties.example").signed_before, 0);
}

RecordBodyInformed informed(const Scene& scene) {
    return {
        "COS",
        {{"Mme C", {"c@cos.example"}, true, "250 ok"},
         {"M. D", {"d@cos.example"}, false, "Adresse morte."}},
        scene.state.events};
}

TEST(Information, OfTheBodyIsRecordedOnceCountingThoseMailed) {
    Scene scene = in_signature();
    EXPECT_EQ(scene.refusal(informed(scene)).refusal, Refusal::TooEarly);
    scene.sign_all();
    scene.act(informed(scene));
    EXPECT_EQ(scene.state.body_informed_recipients, 1);
    EXPECT_EQ(scene.refusal(informed(scene)).refusal, Refusal::NothingToDo);
}

TEST(Information, IsNotRecordedFromMessagesReadBeforeAChange) {
    Scene scene = in_signature();
    scene.sign_all();
    const auto read = informed(scene);
    scene.act(EraseValues{"r", {{1, "/actor/name"}}, scene.state.events});
    EXPECT_EQ(scene.refusal(read).refusal, Refusal::ChangedMeanwhile);
    EXPECT_TRUE(scene.ask(informed(scene)));
}

TEST(Information, IsNoneWhenNobodyWasMailed) {
    Scene scene = in_signature();
    scene.sign_all();
    auto nobody = informed(scene);
    nobody.members.erase(nobody.members.begin());
    EXPECT_EQ(scene.refusal(nobody).refusal, Refusal::InvalidValue);
}

TEST(Information, IsNotRecordedWhereNoBodyIsInformed) {
    Scene scene = in_signature(partnership());
    scene.sign_all();
    EXPECT_EQ(scene.refusal(informed(scene)).refusal, Refusal::NothingToDo);
}

TEST(Information, OfABodyWithoutMemberIsAnsweredForBeforeTheRound) {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    scene.answer_all();
    scene.informed_body.clear();
    EXPECT_EQ(
        scene.refusal(OpenRound{}),
        (Refused{Refusal::NeedsAcknowledgement, "body_without_member:cos"})
    );
    scene.act(AcknowledgeWarning{"body_without_member:cos", "Comité en cours de nomination."});
    scene.open_round();
    EXPECT_EQ(scene.state.stage, Stage::InSignature);
}

TEST(Information, ForgottenIsSentToThoseWhoAreMembersByThen) {
    Scene scene = in_signature();
    EXPECT_EQ(scene.refusal(InformBody{}).refusal, Refusal::TooEarly);
    const auto members = std::exchange(scene.informed_body, {});
    scene.sign_all();
    EXPECT_TRUE(body_was_forgotten(scene.around(), scene.state));
    EXPECT_EQ(scene.refusal(InformBody{}), (Refused{Refusal::NotFound, "body"}));
    scene.informed_body = members;
    EXPECT_EQ(
        mails(scene.act(InformBody{})),
        (std::vector<std::string>{
            "body_information to cos1@campus.example", "body_information to cos2@campus.example"})
    );
    scene.informing = true;
    EXPECT_FALSE(body_was_forgotten(scene.around(), scene.state));
    EXPECT_EQ(scene.refusal(InformBody{}).refusal, Refusal::NothingToDo);
    scene.informing = false;
    EXPECT_EQ(scene.state.copies_given_at, scene.now) << "their links live from then on";
    scene.act(informed(scene));
    EXPECT_EQ(scene.refusal(InformBody{}).refusal, Refusal::NothingToDo);
}

TEST(Information, IsNobodysWhereTheTypeInformsNoBody) {
    Scene scene = in_signature(partnership());
    scene.sign_all();
    EXPECT_EQ(scene.refusal(InformBody{}).refusal, Refusal::NothingToDo);
}

}  // namespace
}  // namespace contreseing::workflows::testing
