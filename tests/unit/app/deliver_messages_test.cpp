#include "workflows/app/deliver_messages.hpp"

#include "tests/unit/app/world.hpp"
#include "workflows/app/link.hpp"
#include "workflows/domain/mails.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using testing::kCampus;
using testing::World;
using Kind = DeliveryReport::Kind;

class Delivery : public ::testing::Test {
protected:
    Delivery() {
        world.reach_signature();
        settle_everything();
    }
    /// What was said before the test begins is of no interest to it.
    void settle_everything() {
        world.deliver_all();
        world.postman.delivered.clear();
    }
    std::string why_overtaken(const MailKind& kind) {
        for (const auto& effect : world.effects_of(kind)) {
            if (effect.status == EffectStatus::Overtaken) {
                return effect.last_error;
            }
        }
        return "sent";
    }
    Effect last(const MailKind& kind) { return world.effects_of(kind).back(); }

    World world;
};

TEST_F(Delivery, SettlesADeliveredMessageWithTheServersReply) {
    world.act(RemindNow{slot_place(1)});
    ASSERT_TRUE(world.deliver_next());
    const auto effect = last(mails::kReminder);
    EXPECT_EQ(effect.status, EffectStatus::Delivered);
    EXPECT_EQ(effect.proof, "250 ok");
    EXPECT_FALSE(world.deliver_next());
}

TEST_F(Delivery, ComposesFromTheStateThatCausedTheMessageNotFromTheOneNow) {
    world.act(RemindNow{slot_place(1)});
    world.act(RecordDeliveryFailure{{"s1@parties.example"}, "4.2.2", "full"});
    ASSERT_TRUE(world.deliver_next());
    const auto& dispatch = world.postman.delivered.at(0);
    EXPECT_EQ(dispatch.as_of.events, dispatch.effect.key.seq);
    EXPECT_EQ(dispatch.before.events + 1, dispatch.as_of.events);
    EXPECT_FALSE(dispatch.as_of.slot(1)->undeliverable);
    EXPECT_EQ(name_of(dispatch.cause), "slot_reminded");
    EXPECT_EQ(
        dispatch.head,
        world.conventions.journal(kCampus, world.convention)
            .at(static_cast<std::size_t>(dispatch.effect.key.seq - 1))
            .hash
    );
}

TEST_F(Delivery, HandsOverTheSameThingWhenItIsTriedAgain) {
    world.postman.answer = [](const Dispatch&) { return DeliveryReport{Kind::Temporary, "451"}; };
    world.act(RemindNow{slot_place(1)});
    ASSERT_TRUE(world.deliver_next());
    EXPECT_EQ(last(mails::kReminder).status, EffectStatus::Pending);
    EXPECT_EQ(last(mails::kReminder).last_error, "451");
    EXPECT_FALSE(world.deliver_next());
    world.act(RecordDeliveryFailure{{"s1@parties.example"}, "4.2.2", "full"});
    ASSERT_TRUE(world.effects.retry_now(last(mails::kReminder).key));
    ASSERT_TRUE(world.deliver_next());
    ASSERT_EQ(world.postman.delivered.size(), 2U);
    const auto& first = world.postman.delivered.at(0);
    const auto& second = world.postman.delivered.at(1);
    EXPECT_EQ(first.as_of, second.as_of);
    EXPECT_EQ(first.before, second.before);
    EXPECT_EQ(first.head, second.head);
    EXPECT_EQ(first.effect.key, second.effect.key);
    EXPECT_EQ(first.effect.created_at, second.effect.created_at);
}

TEST_F(Delivery, MarksTheAddressAndLeavesTheRowToAPersonWhenRefusedForGood) {
    world.postman.answer = [](const Dispatch&) {
        return DeliveryReport{Kind::Permanent, "550 no such user"};
    };
    world.act(RemindNow{slot_place(1)});
    ASSERT_TRUE(world.deliver_next());
    EXPECT_TRUE(world.state().slot(1)->undeliverable);
    EXPECT_EQ(world.count_events("delivery_failed"), 1);
    EXPECT_EQ(last(mails::kReminder).status, EffectStatus::Pending);
    EXPECT_EQ(last(mails::kReminder).last_error, "550 no such user");
    EXPECT_FALSE(world.deliver_next());
}

TEST_F(Delivery, DropsAnInvitationToSomebodyWhoHasSigned) {
    world.act(RemindNow{slot_place(1)});
    world.sign_at_once(1);
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kReminder), "done");
    EXPECT_EQ(why_overtaken(mails::kSignatureReceipt), "sent");
}

TEST_F(Delivery, DropsWhatWouldGoToAnAddressThatWasCorrected) {
    world.act(RemindNow{slot_place(1)});
    world.act(CorrectAddress{slot_place(1), {"new@parties.example"}, "Faute de frappe."});
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kReminder), "address_corrected");
}

TEST_F(Delivery, DropsACodeThatIsOver) {
    world.request_code(1);
    world.clock.at += kCodeLife + std::chrono::seconds(1);
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kCode), "code_over");
}

TEST_F(Delivery, SendsACodeUntilItsLastInstant) {
    world.request_code(1);
    world.clock.at += kCodeLife;
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kCode), "sent");
}

TEST_F(Delivery, DropsACodeThatANewerOneReplaced) {
    world.request_code(1);
    world.clock.at += std::chrono::minutes(1);
    world.request_code(1);
    world.deliver_all();
    const auto codes = world.effects_of(mails::kCode);
    ASSERT_EQ(codes.size(), 2U);
    EXPECT_EQ(codes.at(0).status, EffectStatus::Overtaken);
    EXPECT_EQ(codes.at(0).last_error, "code_over");
    EXPECT_EQ(codes.at(1).status, EffectStatus::Delivered);
}

TEST_F(Delivery, DropsALinkThatWasRevokedAndOpenedAgainUnderAnotherOne) {
    world.act(RemindNow{slot_place(1)});
    world.act(RevokeLink{slot_place(1), "Transféré à un tiers."});
    world.act(ExtendLink{1, world.clock.now() + std::chrono::hours(240)});
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kReminder), "replaced");
}

TEST_F(Delivery, DropsTheLinksOfATextThatWasOpenedAgain) {
    world.act(RemindNow{slot_place(1)});
    world.act(ReopenDraft{"Une erreur.", false});
    world.deliver_all();
    EXPECT_NE(why_overtaken(mails::kReminder), "sent");
}

TEST_F(Delivery, DropsTheLinksOfTheTextBeforeEvenWhenTheSamePersonIsInvitedAgain) {
    world.act(RemindNow{slot_place(1)});
    world.act(ReopenDraft{"Une erreur.", false});
    world.freeze();
    world.open_round();
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kReminder), "replaced");
    EXPECT_EQ(last(mails::kInvitation).status, EffectStatus::Delivered);
}

TEST_F(Delivery, DropsTheLinksOfAnAbandonedActAndSendsItsNotice) {
    world.act(RemindNow{slot_place(1)});
    world.act(Abandon{"Sans suite."});
    world.deliver_all();
    EXPECT_EQ(why_overtaken(mails::kReminder), "abandoned");
    EXPECT_FALSE(world.effects_of(mails::kAbandonNotice).empty());
    EXPECT_EQ(why_overtaken(mails::kAbandonNotice), "sent");
}

TEST(OpinionDelivery, DropsRequestsOnceTheOpinionIsClosedOrVoid) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());
    const auto request = *world.effects_of(mails::kOpinionRequest).at(0).message();
    const auto asked = world.state();
    const auto now = world.clock.now();
    EXPECT_EQ(overtaken_by(request, asked, world.state(), now), "");
    auto of_another = request;
    of_another.place.matter.n = 2;
    EXPECT_EQ(overtaken_by(of_another, asked, world.state(), now), "replaced");
    world.act(CloseOpinion{1});
    EXPECT_EQ(overtaken_by(request, asked, world.state(), now), "done");
    world.act(ReopenDraft{"Une erreur.", true});
    EXPECT_EQ(overtaken_by(request, asked, world.state(), now), "replaced");
}

TEST(OpinionDelivery, DropsARequestWhoseLinkOrAddressIsNoLongerTheSeats) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());
    const auto request = *world.effects_of(mails::kOpinionRequest).at(1).message();
    const auto asked = world.state();
    const auto now = world.clock.now();
    world.act(RevokeLink{request.place, "Homonyme."});
    EXPECT_EQ(overtaken_by(request, asked, world.state(), now), "revoked");
    world.act(CorrectAddress{request.place, request.to.email, "C’était la bonne."});
    EXPECT_EQ(overtaken_by(request, asked, world.state(), now), "replaced");
    EXPECT_EQ(overtaken_by(request, world.state(), world.state(), now), "");
    world.act(CorrectAddress{request.place, {"juste@directoire.example"}, "Faute."});
    EXPECT_EQ(overtaken_by(request, asked, world.state(), now), "address_corrected");
}

// Every kind says by itself whether it may be late: none but links and codes.
TEST_F(Delivery, NeverDropsANoticeOrAReceipt) {
    world.act(Abandon{"Sans suite."});
    const auto state = world.state();
    for (const auto& kind : mail_kinds()) {
        const Message message{kind, state.slot(1)->holder};
        EXPECT_EQ(overtaken_by(message, state, state, world.clock.now()).empty(), !kind.asks)
            << kind.name;
    }
}

TEST_F(Delivery, RecordsThatTheBodyIsInformedOnceAfterItsLastMember) {
    world.sign_all();
    const auto count = [this] { return world.count_events("body_informed"); };
    int informed = 0;
    while (world.deliver_next()) {
        const auto all = world.effects_of(mails::kBodyInformation);
        informed = static_cast<int>(std::count_if(all.begin(), all.end(), [](const Effect& effect) {
            return effect.status == EffectStatus::Delivered;
        }));
        EXPECT_EQ(count(), informed == 2 ? 1 : 0);
    }
    EXPECT_EQ(informed, 2);
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(world.state().body_informed_recipients, 2);
    EXPECT_TRUE(world.state().body_informed_at);
}

TEST_F(Delivery, GivesALinkThatOpensWhenTheCopiesWereRenewedMeanwhile) {
    world.sign_all();
    world.act(RenewCopies{"Message perdu."});
    world.deliver_all();
    int informed = 0;
    for (const auto& dispatch : world.postman.delivered) {
        if (dispatch.effect.message()->kind == mails::kBodyInformation) {
            EXPECT_EQ(copy_link(kCampus, dispatch.as_of, 0).generation, 2);
            ++informed;
        }
    }
    EXPECT_EQ(informed, 2);
}

TEST_F(Delivery, HandsTheSignedActOverWithItsCopies) {
    world.sign_all();
    world.deliver_all();
    const auto whole = world.documents.load(kCampus, world.state().frozen()->document, -1);
    int copies = 0;
    for (const auto& dispatch : world.postman.delivered) {
        const bool copy = dispatch.effect.message()->kind == mails::kSignedCopy;
        EXPECT_EQ(dispatch.attachment != nullptr, copy);
        if (copy) {
            EXPECT_EQ(*dispatch.attachment, *whole);
            ++copies;
        }
    }
    EXPECT_EQ(copies, 3);
}

TEST_F(Delivery, PutsOffAMessageThatFailsForAReasonOfItsOwnAndGoesOnWithTheOthers) {
    world.act(RemindNow{slot_place(1)});
    world.act(Abandon{"Sans suite."});
    world.postman.answer = [](const Dispatch& dispatch) -> DeliveryReport {
        if (dispatch.effect.message()->to.email.text == "s1@parties.example") {
            throw std::logic_error("a word is missing");
        }
        return {Kind::Delivered, "250 ok"};
    };
    int failures = 0;
    for (bool more = true; more;) {
        try {
            more = world.deliver_next();
        } catch (const std::logic_error&) {
            ++failures;
        }
    }
    EXPECT_EQ(failures, 1);
    for (const auto& effect : world.effects_of(mails::kAbandonNotice)) {
        const bool failed = effect.message()->to.email.text == "s1@parties.example";
        EXPECT_EQ(effect.status, failed ? EffectStatus::Pending : EffectStatus::Delivered);
        EXPECT_EQ(effect.last_error, failed ? "a word is missing" : "");
        // Nobody holds it: an administrator can try again or give it up at once.
        EXPECT_EQ(world.effects.retry_now(effect.key), failed);
    }
    world.postman.answer = {};
    EXPECT_EQ(world.deliver_all(), 1);
}

TEST_F(Delivery, NeverSendsAgainWhatLeftBeforeTheFailure) {
    world.sign_all();
    world.conventions.before_commit = [](const Transition&) -> std::optional<CommitResult> {
        throw std::runtime_error("storage");
    };
    for (bool more = true; more;) {
        try {
            more = world.deliver_next();
        } catch (const std::runtime_error&) {
            continue;
        }
    }
    for (const auto& effect : world.effects_of(mails::kBodyInformation)) {
        EXPECT_EQ(effect.status, EffectStatus::Delivered);
    }
    EXPECT_EQ(world.count_events("body_informed"), 0);
}

TEST_F(Delivery, SettlesAMessageWhoseJournalEntryIsMissing) {
    world.act(RemindNow{slot_place(1)});
    world.db.conventions.at({kCampus, world.convention}).journal.clear();
    ASSERT_TRUE(world.deliver_next());
    EXPECT_EQ(why_overtaken(mails::kReminder), "unknown journal entry");
}

TEST(RetryDelay, DoublesFromTenSecondsToOneHour) {
    const std::vector<int> seconds{10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600};
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        EXPECT_EQ(retry_delay(static_cast<int>(i) + 1, 0), std::chrono::seconds(seconds[i]));
    }
    EXPECT_EQ(retry_delay(1'000'000, 0), std::chrono::hours(1));
}

TEST(RetryDelay, SpreadsOverAFifthSoThatNothingComesBackTogether) {
    EXPECT_EQ(retry_delay(1, 255), std::chrono::seconds(12));
    EXPECT_EQ(retry_delay(50, 255), std::chrono::minutes(72));
    for (int spread = 1; spread < 256; ++spread) {
        EXPECT_GT(
            retry_delay(3, static_cast<std::uint8_t>(spread)),
            retry_delay(3, static_cast<std::uint8_t>(spread - 1))
        );
    }
}

}  // namespace
}  // namespace contreseing::workflows::app
