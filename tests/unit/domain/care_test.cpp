#include "tests/unit/domain/scene.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

Scene in_signature(ConventionType type = adhesion()) {
    Scene scene(std::move(type));
    scene.reach_signature();
    return scene;
}

CorrectAddress correct(int slot, const std::string& email) {
    return CorrectAddress{slot_place(slot), {email}, "Faute de frappe."};
}

/// For slot 1, from that session.
RequestCode code_from(const Scene& scene, int n) {
    return {1, session(n), scene.state.frozen()->n, scene.state.frozen()->sha256};
}

TEST(RemindNow, GoesOnceADayToWhoHoldsThePen) {
    Scene scene = in_signature();
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(2)}), (Refused{Refusal::NotTheirPen, "2"}));
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(9)}).refusal, Refusal::NotFound);
    const auto decision = scene.act(RemindNow{slot_place(1)});
    EXPECT_THAT(mails(decision), ElementsAre("reminder to s1@parties.example"));
    EXPECT_EQ(scene.state.slot(1)->reminders_sent, 0);
    scene.wait(24h - 1us);
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(1)}), (Refused{Refusal::TooSoon, "1"}));
    scene.wait(1us);
    scene.act(RemindNow{slot_place(1)});
}

TEST(RemindNow, GoesOnceADayToOneMailboxWhateverItsPlaces) {
    Scene scene;
    scene.create();
    scene.fill();
    auto slots = scene.state.slots;
    slots[1].rank = slots[0].rank;
    slots[1].holder.email = slots[0].holder.email;
    EditDraft edit;
    edit.slots = slots;
    scene.act(edit);
    scene.act(AcknowledgeWarning{"shared_address:1,2", "La même personne."});
    scene.freeze();
    scene.request_opinion();
    scene.answer_all();
    scene.open_round();
    EXPECT_TRUE(scene.ask(RemindNow{slot_place(2)}));
    scene.act(RemindNow{slot_place(1)});
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(2)}), (Refused{Refusal::TooSoon, "2"}));
    scene.wait(24h);
    EXPECT_TRUE(scene.ask(RemindNow{slot_place(2)}));
}

TEST(RemindNow, CountsAutomaticRemindersAndPutsTheNextOneOff) {
    Scene scene = in_signature();
    scene.now = scene.timers()[0].fire_at;
    scene.act(FireTimer{signature_reminder(1), 0});
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(1)}).refusal, Refusal::TooSoon);
    scene.wait(26h);
    const Timer before = scene.timers()[0];
    scene.act(RemindNow{slot_place(1)});
    EXPECT_EQ(scene.timers()[0].generation, before.generation);
    EXPECT_GT(scene.timers()[0].fire_at, before.fire_at);
}

TEST(RemindNow, NeverCarriesALinkThatDoesNotWork) {
    Scene scene = in_signature();
    Scene revoked = scene;
    revoked.act(RevokeLink{slot_place(1), "Perdu."});
    EXPECT_EQ(revoked.refusal(RemindNow{slot_place(1)}).refusal, Refusal::LinkRevoked);
    scene.now = scene.state.slot(1)->door->expires_at;
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(1)}).refusal, Refusal::LinkExpired);
}

TEST(Reminder, LeavesOnTheThirdWorkingDayAtNineInParis) {
    Scene scene = in_signature();  // invited on Monday 2 March 2026
    EXPECT_EQ(
        scene.timers(), (std::vector<Timer>{{signature_reminder(1), 0, at("2026-03-05T08:00:00Z")}})
    );
    scene.now = at("2026-03-05T08:00:00Z");
    const auto decision = scene.act(FireTimer{signature_reminder(1), 0});
    EXPECT_THAT(mails(decision), ElementsAre("reminder to s1@parties.example"));
    EXPECT_EQ(scene.timers()[0], (Timer{signature_reminder(1), 1, at("2026-03-10T08:00:00Z")}));
}

TEST(Reminder, KeepsTheHolidaysOfTheRecipientsZoneAndSummerTime) {
    auto type = adhesion();
    Scene scene(type);
    scene.now = at("2026-03-31T10:00:00Z");  // Tuesday before Easter
    scene.create();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[0].holder.zone = HolidayZone::AlsaceMoselle;
    scene.act(edit);
    scene.freeze();
    scene.request_opinion();
    scene.answer_all();
    scene.open_round();
    // Good Friday and Easter Monday are free in Strasbourg.
    EXPECT_EQ(scene.timers()[0].fire_at, at("2026-04-07T07:00:00Z"));
}

TEST(Reminder, EscalatesOnceAfterTheLastAndThenIsSilent) {
    Scene scene = in_signature();
    for (int generation = 0; generation < 4; ++generation) {
        const Timer timer = scene.timers().at(0);
        EXPECT_EQ(timer.generation, generation);
        scene.now = timer.fire_at;
        EXPECT_THAT(
            mails(scene.act(FireTimer{timer.id, timer.generation})),
            ElementsAre("reminder to s1@parties.example")
        );
    }
    const Timer last = scene.timers().at(0);
    EXPECT_EQ(last.generation, 4);
    scene.now = last.fire_at;
    EXPECT_THAT(
        mails(scene.act(FireTimer{last.id, last.generation})),
        ElementsAre("escalation_notice to admin@campus.example")
    );
    EXPECT_TRUE(scene.timers().empty());
    EXPECT_EQ(scene.refusal(FireTimer{last.id, last.generation}).refusal, Refusal::NothingToDo);
}

/// The administrators were told that nobody answers; the next timer is none.
Scene escalated(Scene scene) {
    while (!scene.state.slot(1)->escalated) {
        const Timer timer = scene.timers().at(0);
        scene.now = timer.fire_at;
        scene.act(FireTimer{timer.id, timer.generation});
    }
    return scene;
}

TEST(Reminder, BeginsAgainWhenTheLinkIsExtendedAfterTheEscalation) {
    Scene scene = escalated(in_signature());
    const auto invited_at = scene.state.slot(1)->invited_at;
    scene.now = at("2026-04-20T09:00:00Z");
    scene.act(ExtendLink{1, scene.now + 720h});
    EXPECT_FALSE(scene.state.slot(1)->escalated);
    EXPECT_EQ(scene.state.slot(1)->door->generation, 1);
    EXPECT_EQ(scene.state.slot(1)->invited_at, invited_at);
    for (int generation = 5; generation < 9; ++generation) {
        const Timer timer = scene.timers().at(0);
        EXPECT_EQ(timer.generation, generation);
        EXPECT_GT(timer.fire_at, scene.now + 24h);
        scene.now = timer.fire_at;
        EXPECT_THAT(
            mails(scene.act(FireTimer{timer.id, timer.generation})),
            ElementsAre("reminder to s1@parties.example")
        );
    }
    const Timer last = scene.timers().at(0);
    scene.now = last.fire_at;
    EXPECT_THAT(
        mails(scene.act(FireTimer{last.id, last.generation})),
        ElementsAre("escalation_notice to admin@campus.example")
    );
    EXPECT_TRUE(scene.timers().empty());
}

TEST(Reminder, BeginsAgainWhenTheExpiredLinkIsAskedForAfterTheEscalation) {
    auto type = adhesion();
    type.link_validity_days = 2;
    Scene scene = escalated(in_signature(type));
    scene.act(ResendLink{slot_place(1)});
    EXPECT_FALSE(scene.state.slot(1)->escalated);
    ASSERT_FALSE(scene.timers().empty());
    EXPECT_GT(scene.timers().at(0).fire_at, scene.now);
}

TEST(Reminder, GoesOnCountingWhenTheLinkIsExtendedBeforeTheEscalation) {
    Scene scene = in_signature();
    scene.now = scene.timers().at(0).fire_at;
    scene.act(FireTimer{signature_reminder(1), 0});
    const auto before = scene.timers();
    scene.act(ExtendLink{1, scene.now + 720h});
    EXPECT_EQ(scene.timers(), before);
}

TEST(Reminder, IsHarmlessWhenStaleEarlyOrUnknown) {
    Scene scene = in_signature();
    const Timer timer = scene.timers()[0];
    scene.now = timer.fire_at - 1us;
    EXPECT_EQ(scene.refusal(FireTimer{timer.id, 0}).refusal, Refusal::NothingToDo);
    scene.now = timer.fire_at;
    EXPECT_EQ(scene.refusal(FireTimer{timer.id, 1}).refusal, Refusal::NothingToDo);
    EXPECT_EQ(scene.refusal(FireTimer{signature_reminder(2), 0}).refusal, Refusal::NothingToDo);
    EXPECT_EQ(scene.refusal(FireTimer{TimerId{}, 0}).refusal, Refusal::NothingToDo);
    scene.sign(1);
    EXPECT_EQ(scene.refusal(FireTimer{timer.id, 0}).refusal, Refusal::NothingToDo);
}

TEST(Reminder, AfterAnOutageRunsOnceAndCountsFromThere) {
    Scene scene = in_signature();
    scene.now = at("2026-03-23T10:00:00Z");  // three weeks late
    scene.act(FireTimer{signature_reminder(1), 0});
    EXPECT_EQ(scene.timers()[0], (Timer{signature_reminder(1), 1, at("2026-03-26T08:00:00Z")}));
}

TEST(Reminder, EscalatesRatherThanSendADeadLink) {
    auto type = adhesion();
    type.link_validity_days = 2;
    Scene scene = in_signature(type);
    scene.now = scene.timers()[0].fire_at;
    EXPECT_THAT(
        mails(scene.act(FireTimer{signature_reminder(1), 0})),
        ElementsAre("escalation_notice to admin@campus.example")
    );
}

TEST(ResendLink, GoesToTheKnownAddressOnceInFiveMinutes) {
    Scene scene = in_signature();
    EXPECT_THAT(
        mails(scene.act(ResendLink{slot_place(1)})), ElementsAre("new_link to s1@parties.example")
    );
    scene.wait(5min - 1us);
    EXPECT_EQ(scene.refusal(ResendLink{slot_place(1)}).refusal, Refusal::TooSoon);
    scene.wait(1us);
    scene.act(ResendLink{slot_place(1)});
    EXPECT_EQ(scene.refusal(ResendLink{slot_place(2)}).refusal, Refusal::NotTheirPen);
    EXPECT_EQ(scene.state.slot(1)->door->generation, 1);
}

TEST(ResendLink, OpensAnExpiredDoorAgainButNotARevokedOne) {
    Scene scene = in_signature();
    Scene revoked = scene;
    revoked.act(RevokeLink{slot_place(1), "Perdu."});
    EXPECT_EQ(revoked.refusal(ResendLink{slot_place(1)}).refusal, Refusal::LinkRevoked);
    scene.now = scene.state.slot(1)->door->expires_at;
    scene.act(ResendLink{slot_place(1)});
    EXPECT_EQ(scene.state.slot(1)->door->expires_at, scene.now + 60 * 24h);
    EXPECT_EQ(scene.state.slot(1)->door->generation, 2);
}

TEST(ResendLink, IsAnotherLinkOnceTheCodesOfItsDoorAreBurnt) {
    Scene scene = in_signature();
    const auto expiry = scene.state.slot(1)->door->expires_at;
    for (int i = 0; i < 9; ++i) {
        scene.act(code_from(scene, 100 + i));
    }
    EXPECT_FALSE(codes_are_burnt(*scene.state.slot(1)));
    scene.act(code_from(scene, 1));
    EXPECT_TRUE(codes_are_burnt(*scene.state.slot(1)));
    EXPECT_THAT(
        mails(scene.act(ResendLink{slot_place(1)})), ElementsAre("new_link to s1@parties.example")
    );
    EXPECT_EQ(*scene.state.slot(1)->door, (Door{2, expiry, false}));
    EXPECT_TRUE(scene.state.slot(1)->codes.empty()) << "the codes of the former door died with it";
    EXPECT_FALSE(codes_are_burnt(*scene.state.slot(1)));
    scene.act(code_from(scene, 1));
    scene.act(scene.signature(1));
}

TEST(ResendLink, GoesToASeatThatMayStillAnswerAnsweredOrNot) {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    const ResendLink again{seat_place(1, 2)};
    // Not a reminder: whoever asks may be the member, and those an administrator sends are counted.
    EXPECT_THAT(mails(scene.act(again)), ElementsAre("opinion_request to d2@directoire.example"));
    EXPECT_FALSE(scene.state.opinion()->seats[1].last_reminder_at);
    EXPECT_EQ(scene.state.opinion()->seats[1].reminders_sent, 0);
    scene.wait(5min - 1us);
    EXPECT_EQ(scene.refusal(again), (Refused{Refusal::TooSoon, "2"}));
    scene.act(ResendLink{seat_place(1, 1)});
    scene.wait(1us);
    scene.act(AnswerOpinion{1, 2, OpinionChoice::Abstain, ""});
    scene.act(again);
    EXPECT_EQ(scene.refusal(ResendLink{seat_place(1, 99)}), (Refused{Refusal::NotFound, "seat"}));
    EXPECT_EQ(scene.refusal(ResendLink{seat_place(2, 2)}), (Refused{Refusal::NotFound, "opinion"}));
    EXPECT_EQ(scene.refusal(ResendLink{slot_place(1)}).refusal, Refusal::TooEarly);
}

TEST(ResendLink, IsRefusedToASeatOnceNobodyMayAnswer) {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    Scene late = scene;
    late.now = late.state.opinion()->deadline;
    late.act(ResendLink{seat_place(1, 2)});
    late.wait(5min);
    EXPECT_EQ(late.refusal(ResendLink{seat_place(1, 2)}).refusal, Refusal::OpinionClosed);
    Scene revoked = scene;
    revoked.state.opinions[0].seats[1].door->revoked = true;
    EXPECT_EQ(revoked.refusal(ResendLink{seat_place(1, 2)}).refusal, Refusal::LinkRevoked);
    Scene reopened = scene;
    reopened.act(ReopenDraft{"Coquille.", true});
    EXPECT_EQ(reopened.refusal(ResendLink{seat_place(1, 2)}).refusal, Refusal::OpinionClosed);
    scene.act(CloseOpinion{1});
    EXPECT_EQ(scene.refusal(ResendLink{seat_place(1, 2)}).refusal, Refusal::OpinionClosed);
}

TEST(RevokeLink, KillsTheCodeAndTheReminders) {
    Scene scene = in_signature();
    scene.request_code(1);
    EXPECT_EQ(scene.refusal(RevokeLink{slot_place(1), ""}).refusal, Refusal::MissingReason);
    EXPECT_EQ(scene.refusal(RevokeLink{slot_place(2), "r"}).refusal, Refusal::NotYourTurn);
    scene.act(RevokeLink{slot_place(1), "Téléphone volé."});
    EXPECT_TRUE(scene.state.slot(1)->codes.empty());
    EXPECT_TRUE(scene.timers().empty());
    EXPECT_EQ(scene.refusal(RevokeLink{slot_place(1), "r"}).refusal, Refusal::NothingToDo);
}

TEST(ExtendLink, GivesARevokedDoorANewGeneration) {
    Scene scene = in_signature();
    scene.act(RevokeLink{slot_place(1), "Perdu."});
    const auto decision = scene.act(ExtendLink{1, scene.now + 10 * 24h});
    EXPECT_THAT(mails(decision), ElementsAre("new_link to s1@parties.example"));
    EXPECT_EQ(*scene.state.slot(1)->door, (Door{2, scene.now + 10 * 24h, false}));
    EXPECT_EQ(scene.timers().size(), 1U);
}

TEST(ExtendLink, ProlongsALivingDoorInSilence) {
    Scene scene = in_signature();
    EXPECT_TRUE(scene.act(ExtendLink{1, scene.now + 90 * 24h}).messages.empty());
    EXPECT_EQ(scene.state.slot(1)->door->generation, 1);
    EXPECT_EQ(scene.refusal(ExtendLink{1, scene.now}).subject, "until");
    EXPECT_EQ(scene.refusal(ExtendLink{1, Instant::max()}).subject, "until");
    EXPECT_EQ(scene.refusal(ExtendLink{2, scene.now + 24h}).refusal, Refusal::NotYourTurn);
}

TEST(CorrectAddress, LeavesTheCodesBurntByTheFormerLinkBehind) {
    Scene scene = in_signature();
    for (int i = 0; i < 20; ++i) {
        scene.act(code_from(scene, 100 + i));
    }
    EXPECT_EQ(scene.refusal(code_from(scene, 1)), (Refused{Refusal::TooSoon, "1"}));
    Scene revoked = scene;
    revoked.act(RevokeLink{slot_place(1), "Transféré."});
    revoked.act(ExtendLink{1, revoked.now + 10 * 24h});
    revoked.act(code_from(revoked, 1));
    revoked.act(revoked.signature(1));
    scene.act(correct(1, "exact@parties.example"));
    scene.act(code_from(scene, 1));
    scene.act(scene.signature(1));
}

TEST(RequestCode, TellsTheAdministratorsOfBurntCodesOnceADoorAndDay) {
    Scene scene = in_signature();
    const auto burn = [&scene](int first, int count) {
        std::vector<std::string> told;
        for (int i = 0; i < count; ++i) {
            for (const auto& mail : mails(scene.act(code_from(scene, first + i)))) {
                if (mail.starts_with("codes_burnt_notice")) {
                    told.push_back(mail);
                }
            }
        }
        return told;
    };
    const std::string notice = "codes_burnt_notice to admin@campus.example";
    EXPECT_THAT(burn(100, 9), IsEmpty());
    EXPECT_THAT(burn(109, 1), ElementsAre(notice));
    EXPECT_THAT(burn(110, 10), IsEmpty()) << "told already";
    EXPECT_EQ(scene.state.slot(1)->codes_burnt_at, scene.now);
    scene.now += 23h;
    EXPECT_EQ(scene.refusal(code_from(scene, 1)).refusal, Refusal::TooSoon);
    scene.now += 1h;
    EXPECT_THAT(burn(200, 20), ElementsAre(notice)) << "another day";
    scene.act(ResendLink{slot_place(1)});
    EXPECT_FALSE(scene.state.slot(1)->codes_burnt_at) << "another door";
    EXPECT_THAT(burn(300, 20), ElementsAre(notice));
}

TEST(CorrectAddress, TellsOldNewAndAllOthersAndInvitesAnew) {
    Scene scene = in_signature();
    scene.sign(1);
    scene.request_code(2);
    const auto decision = scene.act(correct(2, "exact@parties.example"));
    EXPECT_THAT(
        mails(decision),
        ElementsAre(
            "address_corrected_notice to s2@parties.example",
            "address_corrected_notice to exact@parties.example",
            "address_corrected_notice to s1@parties.example",
            "address_corrected_notice to s3@parties.example",
            "invitation to exact@parties.example"
        )
    );
    const Slot& slot = *scene.state.slot(2);
    EXPECT_EQ(slot.door->generation, 2);
    EXPECT_TRUE(slot.codes.empty());
    EXPECT_EQ(slot.address_changes.at(0).from.text, "s2@parties.example");
    EXPECT_EQ(slot.address_changes.at(0).to.text, "exact@parties.example");
    EXPECT_EQ(scene.state.slot(1)->status, Slot::Status::Signed);
    scene.wait(1min);
    scene.sign(2);
}

TEST(CorrectAddress, KeepsAValidityThatWasExtended) {
    Scene scene = in_signature();
    const Instant until = scene.now + 200 * 24h;
    scene.act(ExtendLink{1, until});
    scene.act(CorrectAddress{
        slot_place(1), EmailAddress{"neuf@parties.example"}, "Faute de frappe."});
    EXPECT_EQ(scene.state.slot(1)->door->expires_at, until);
    scene.now = until + 1h;
    scene.act(CorrectAddress{
        slot_place(1), EmailAddress{"encore@parties.example"}, "Faute de frappe."});
    EXPECT_EQ(scene.state.slot(1)->door->expires_at, scene.now + 60 * 24h) << "it had expired";
}

TEST(CorrectAddress, OfOneWhoWaitsInvitesNobody) {
    Scene scene = in_signature();
    const auto decision = scene.act(correct(3, "exact@parties.example"));
    EXPECT_THAT(addresses(decision, mails::kInvitation), ElementsAre());
    EXPECT_FALSE(scene.state.slot(3)->door);
    scene.sign(1);
    scene.sign(2);
    EXPECT_EQ(scene.state.slot(3)->door->generation, 1);
}

TEST(CorrectAddress, StartsTheRemindersAgainUnderNewNumbers) {
    Scene scene = in_signature();
    for (int i = 0; i < 5; ++i) {
        const Timer timer = scene.timers().at(0);
        scene.now = timer.fire_at;
        scene.act(FireTimer{timer.id, timer.generation});
    }
    EXPECT_TRUE(scene.state.slot(1)->escalated);
    scene.act(correct(1, "exact@parties.example"));
    ASSERT_EQ(scene.timers().size(), 1U);
    EXPECT_EQ(scene.timers()[0].generation, 5);
}

TEST(CorrectAddress, RefusesWhatIsDoneInvalidOrTheSame) {
    Scene scene = in_signature();
    EXPECT_EQ(scene.refusal(correct(1, "s1@parties.example")).refusal, Refusal::NothingToDo);
    EXPECT_EQ(scene.refusal(correct(1, "not an address")).subject, "email");
    EXPECT_EQ(
        scene.refusal(CorrectAddress{slot_place(1), {"x@y.example"}, ""}).refusal,
        Refusal::MissingReason
    );
    EXPECT_EQ(scene.refusal(correct(9, "x@y.example")).refusal, Refusal::NotFound);
    scene.sign(1);
    EXPECT_EQ(scene.refusal(correct(1, "x@y.example")).refusal, Refusal::AlreadySigned);
}

TEST(CorrectAddress, ToASuspiciousAddressMustBeAcknowledgedFirst) {
    Scene scene = in_signature();
    EXPECT_EQ(
        scene.refusal(correct(2, "Admin@campus.example")),
        (Refused{Refusal::NeedsAcknowledgement, "administrator_address:2"})
    );
    EXPECT_EQ(
        scene.refusal(correct(2, "s1@parties.example")),
        (Refused{Refusal::NeedsAcknowledgement, "shared_address:1,2"})
    );
    scene.act(AcknowledgeWarning{"shared_address:1,2", "Secrétariat commun."});
    scene.act(correct(2, "s1@parties.example"));
    EXPECT_EQ(scene.state.slot(2)->holder.email.text, "s1@parties.example");
}

TEST(CorrectAddress, IsForAFrozenTextOnly) {
    Scene scene;
    scene.create();
    scene.fill();
    EXPECT_EQ(scene.refusal(correct(1, "x@y.example")).refusal, Refusal::TooEarly);
    scene.freeze();
    scene.act(correct(1, "x@y.example"));
    EXPECT_EQ(scene.state.slot(1)->holder.email.text, "x@y.example");
}

TEST(Substitute, NeedsANewVersionWhereTheNameIsPrinted) {
    Scene scene = in_signature();
    EXPECT_EQ(
        scene.refusal(SubstituteHolder{1, contact("M. Autre", "autre@parties.example"), "Élu."}),
        (Refused{Refusal::NameIsPrinted, "1"})
    );
}

TEST(Substitute, TakesThePlaceWithANewDoor) {
    Scene scene = in_signature(partnership());
    const auto decision =
        scene.act(SubstituteHolder{1, contact("M. Autre", "autre@parties.example"), "Élu depuis."});
    EXPECT_THAT(
        addresses(decision, mails::kHolderSubstitutedNotice),
        ElementsAre(
            "s1@parties.example",
            "autre@parties.example",
            "s2@parties.example",
            "s3@parties.example"
        )
    );
    EXPECT_THAT(addresses(decision, mails::kInvitation), ElementsAre("autre@parties.example"));
    EXPECT_EQ(scene.state.slot(1)->holder.name, "M. Autre");
    EXPECT_EQ(scene.state.slot(1)->door->generation, 2);
    EXPECT_EQ(scene.refusal(SubstituteHolder{1, contact("", "a@b.example"), "r"}).subject, "name");
    EXPECT_EQ(scene.refusal(SubstituteHolder{1, contact("X", "a"), "r"}).subject, "email");
    EXPECT_EQ(
        scene.refusal(SubstituteHolder{1, contact("X", "s2@parties.example"), "r"}).refusal,
        Refusal::NeedsAcknowledgement
    );
}

TEST(Bounce, MarksEverySlotAndSeatOfTheMailboxOnce) {
    Scene scene = in_signature();
    const RecordDeliveryFailure bounce{{"S1@parties.example"}, "5.1.1", "user unknown"};
    scene.act(bounce);
    EXPECT_TRUE(scene.state.slot(1)->undeliverable);
    EXPECT_EQ(scene.refusal(bounce).refusal, Refusal::NothingToDo);
    EXPECT_EQ(
        scene.refusal(RecordDeliveryFailure{{"x@y.example"}, "", ""}).refusal, Refusal::NothingToDo
    );
    scene.act(correct(1, "exact@parties.example"));
    EXPECT_FALSE(scene.state.slot(1)->undeliverable);
}

TEST(Bounce, MarksASeatOfTheOpinion) {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    scene.act(RecordDeliveryFailure{{"d2@directoire.example"}, "5.2.2", "full"});
    EXPECT_TRUE(scene.state.opinion()->seats[1].undeliverable);
    EXPECT_FALSE(scene.state.opinion()->seats[0].undeliverable);
}

TEST(AutomaticReply, StaysWithTheMailboxUntilItChanges) {
    Scene scene = in_signature();
    const RecordAutomaticReply away{{"S1@parties.example"}, "Absent\u00a0: retour le 20 mars"};
    EXPECT_TRUE(scene.act(away).messages.empty());
    EXPECT_EQ(scene.state.slot(1)->automatic_reply, away.detail);
    EXPECT_EQ(scene.state.slot(2)->automatic_reply, "");
    EXPECT_FALSE(scene.state.slot(1)->undeliverable);
    EXPECT_EQ(scene.refusal(away).refusal, Refusal::NothingToDo);
    scene.act(RecordAutomaticReply{{"s1@parties.example"}, "Absent jusqu’en avril"});
    EXPECT_EQ(scene.state.slot(1)->automatic_reply, "Absent jusqu’en avril");
    EXPECT_EQ(
        scene.refusal(RecordAutomaticReply{{"x@y.example"}, "Absent"}).refusal, Refusal::NothingToDo
    );
    EXPECT_EQ(
        scene.refusal(RecordAutomaticReply{{"s2@parties.example"}, ""}).refusal,
        Refusal::NothingToDo
    );
    Scene reopened = scene;
    reopened.act(ReopenDraft{"Coquille.", true});
    EXPECT_EQ(reopened.state.slots[0].automatic_reply, "Absent jusqu’en avril");
    scene.act(correct(1, "exact@parties.example"));
    EXPECT_EQ(scene.state.slot(1)->automatic_reply, "");
}

TEST(AutomaticReply, IsForgottenWithTheFormerHolder) {
    Scene scene = in_signature(partnership());
    scene.act(RecordAutomaticReply{{"s1@parties.example"}, "Absent"});
    scene.act(SubstituteHolder{1, contact("M. Autre", "autre@parties.example"), "Élu."});
    EXPECT_EQ(scene.state.slot(1)->automatic_reply, "");
}

TEST(AutomaticReply, ShowsOnASeatOfTheOpinion) {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    scene.act(RecordAutomaticReply{{"d2@directoire.example"}, "Away\nuntil Monday"});
    EXPECT_EQ(scene.state.opinion()->seats[1].automatic_reply, "Away\nuntil Monday");
    EXPECT_EQ(scene.state.opinion()->seats[0].automatic_reply, "");
}

TEST(ReturnedMail, StaysWithTheMailboxUntilItChanges) {
    Scene scene = in_signature();
    const RecordReturnedMail answer{{"S1@parties.example"}, "Re: À signer\nJe ne suis plus maire."};
    EXPECT_TRUE(scene.act(answer).messages.empty());
    EXPECT_EQ(scene.state.slot(1)->returned_mail, answer.text);
    EXPECT_EQ(scene.state.slot(2)->returned_mail, "");
    EXPECT_EQ(scene.state.slot(1)->automatic_reply, "");
    EXPECT_FALSE(scene.state.slot(1)->undeliverable);
    EXPECT_EQ(scene.refusal(answer).refusal, Refusal::NothingToDo);
    EXPECT_EQ(
        scene.refusal(RecordReturnedMail{{"s1@parties.example"}, " "}).refusal, Refusal::NothingToDo
    );
    Scene reopened = scene;
    reopened.act(ReopenDraft{"Coquille.", true});
    EXPECT_EQ(reopened.state.slots[0].returned_mail, answer.text);
    scene.act(correct(1, "exact@parties.example"));
    EXPECT_EQ(scene.state.slot(1)->returned_mail, "");
}

TEST(ReturnedMail, NamesTheSeatOfItsOpinion) {
    Scene scene;
    scene.create();
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    const EmailAddress member{"d2@directoire.example"};
    const auto place_of = []<class Told>(const Decision& decision, std::in_place_type_t<Told>) {
        return std::get<Told>(decision.events.at(0)).place;
    };
    const auto failed = scene.act(RecordDeliveryFailure{member, "5.1.1", "unknown"});
    EXPECT_EQ(place_of(failed, std::in_place_type<DeliveryFailed>), seat_place(1, 2));
    const auto away = scene.act(RecordAutomaticReply{member, "Absente"});
    EXPECT_EQ(place_of(away, std::in_place_type<AutomaticReplyReceived>), seat_place(1, 2));
    const auto answer = scene.act(RecordReturnedMail{member, "Bonjour."});
    EXPECT_EQ(place_of(answer, std::in_place_type<MailReturned>), seat_place(1, 2));
}

TEST(ReturnedMail, OfNobodyInTheActIsKeptInTheJournalAlone) {
    Scene scene = in_signature();
    const auto decision = scene.act(RecordReturnedMail{{"x@y.example"}, "Bonjour."});
    ASSERT_EQ(decision.events.size(), 1U);
    const auto& told = std::get<MailReturned>(decision.events[0]);
    EXPECT_EQ(told.address, "x@y.example");
    EXPECT_EQ(told.place, whole_act());
}

TEST(ReturnedMail, IsKeptAHundredTimesAndNoMore) {
    Scene scene = in_signature();
    for (int n = 0; n < 100; ++n) {
        const EmailAddress sender{n % 2 == 0 ? "s1@parties.example" : "x@y.example"};
        scene.act(RecordReturnedMail{sender, "Message " + std::to_string(n)});
    }
    EXPECT_EQ(
        scene.refusal(RecordReturnedMail{{"s1@parties.example"}, "Encore"}).refusal,
        Refusal::NothingToDo
    );
    EXPECT_EQ(
        scene.refusal(RecordAutomaticReply{{"s1@parties.example"}, "Absent"}).refusal,
        Refusal::NothingToDo
    );
    scene.act(RecordDeliveryFailure{{"s1@parties.example"}, "5.1.1", "inconnu"});
    EXPECT_TRUE(scene.state.slot(1)->undeliverable);
}

TEST(DoubtfulAddress, IsAcknowledgedBeforeACorrection) {
    Scene scene = in_signature();
    const auto slip = correct(1, "anne@gmail.con");
    EXPECT_EQ(scene.refusal(slip), (Refused{Refusal::NeedsAcknowledgement, "doubtful_address:1"}));
    scene.act(AcknowledgeWarning{"doubtful_address:1", "Vérifié au téléphone."});
    scene.act(slip);
    EXPECT_EQ(scene.state.acknowledgements.at("doubtful_address:1"), "Vérifié au téléphone.");
    scene.act(correct(1, "anne@gmail.com"));
    EXPECT_FALSE(scene.state.acknowledgements.contains("doubtful_address:1"));
}

TEST(Abandon, EndsFromAnyOpenStageAndTellsThoseWithLinks) {
    Scene scene = in_signature();
    EXPECT_EQ(scene.refusal(Abandon{""}).refusal, Refusal::MissingReason);
    EXPECT_EQ(scene.refusal(Abandon{"\u200B\u2060"}).refusal, Refusal::MissingReason);
    EXPECT_EQ(scene.refusal(Abandon{"\u200E"}).refusal, Refusal::MissingReason);
    const auto decision = scene.act(Abandon{"Le projet est arrêté."});
    EXPECT_EQ(scene.state.stage, Stage::Abandoned);
    EXPECT_EQ(addresses(decision, mails::kAbandonNotice).size(), 6U);
    EXPECT_TRUE(scene.timers().empty());
    EXPECT_EQ(scene.refusal(Abandon{"Encore."}).refusal, Refusal::WrongStage);
}

TEST(AllowedActions, FollowTheStage) {
    Scene scene;
    const auto allowed = [&scene] { return offered(scene.around(), scene.state); };
    scene.create();
    EXPECT_THAT(allowed(), Contains("edit_draft"));
    EXPECT_THAT(allowed(), Not(Contains("freeze_version")));
    scene.fill();
    EXPECT_THAT(allowed(), Contains("freeze_version"));
    scene.freeze();
    EXPECT_THAT(allowed(), Not(Contains("edit_draft")));
    EXPECT_THAT(allowed(), Contains("request_opinion"));
    EXPECT_THAT(allowed(), Not(Contains("open_round")));
    scene.request_opinion();
    EXPECT_THAT(allowed(), Contains("close_opinion"));
    EXPECT_THAT(allowed(), Contains("resend_link"));
    scene.answer_all(OpinionChoice::Unfavourable);
    EXPECT_THAT(allowed(), Contains("acknowledge_opinion"));
    EXPECT_THAT(allowed(), Not(Contains("open_round")));
    scene.act(AcknowledgeOpinion{"Oui."});
    EXPECT_THAT(allowed(), Contains("open_round"));
    scene.open_round();
    EXPECT_THAT(allowed(), Contains("remind_now"));
    EXPECT_THAT(allowed(), Not(Contains("substitute_holder")));
    scene.sign_all();
    EXPECT_THAT(
        allowed(),
        ::testing::IsSupersetOf({"revoke_link", "extend_link", "renew_copies", "inform_body"})
    );
    EXPECT_THAT(allowed(), Not(Contains("remind_now")));
    scene.informing = true;
    EXPECT_THAT(allowed(), Not(Contains("inform_body")));
}

/// A link that is over is given anew: whoever looks for the step is told so, not that it is behind.
TEST(AllowedActions, LeaveTheCareOfAnOverLinkToBeAskedFor) {
    Scene scene = in_signature();
    const auto allowed = [&scene] { return offered(scene.around(), scene.state); };
    scene.now = scene.state.slot(1)->door->expires_at;
    EXPECT_THAT(allowed(), Contains("remind_now"));
    EXPECT_EQ(scene.refusal(RemindNow{slot_place(1)}).refusal, Refusal::LinkExpired);
    scene.act(RevokeLink{slot_place(1), "Perdu."});
    EXPECT_THAT(allowed(), Contains("remind_now"));
    EXPECT_THAT(allowed(), Contains("resend_link"));
}

}  // namespace
}  // namespace contreseing::workflows::testing
