#include "workflows/app/sign_document.hpp"

#include "tests/unit/app/world.hpp"

#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using testing::bytes_of;
using testing::kCampus;
using testing::World;

class Signing : public ::testing::Test {
protected:
    Signing() {
        world.reach_signature();
        world.request_code(1);
    }

    Refused refusal(const SigningForm& form) { return refusal(world.asked(), form); }
    Refused refusal(const Asked& asked, const SigningForm& form) {
        const auto outcome = world.sign(asked, form);
        if (outcome) {
            ADD_FAILURE() << "it was signed";
            return {};
        }
        return outcome.error();
    }
    static SigningForm wrong(SigningForm form) {
        form.code = form.code == "000000" ? "000001" : "000000";
        return form;
    }
    int tries() { return world.state().slot(1)->codes.back().tries; }
    DocumentTip tip() {
        return *world.documents.tip(kCampus, world.state().frozen()->document, -1);
    }

    World world;
};

TEST_F(Signing, AppendsTheSignatureAndRecordsItWithTheInstantOfTheRequest) {
    const auto asked = world.asked();
    const auto outcome = world.sign(asked, world.form(1));
    ASSERT_TRUE(outcome);
    const auto& slot = *outcome->state.slot(1);
    EXPECT_EQ(slot.status, Slot::Status::Signed);
    EXPECT_EQ(slot.signature->at, asked.received_at);
    EXPECT_EQ(slot.signature->revision, 1);
    EXPECT_EQ(slot.signature->certificate_serial, "0badcafe");
    EXPECT_EQ(tip().revision, 1);
    const auto whole = world.documents.load(kCampus, outcome->state.frozen()->document, -1);
    EXPECT_EQ(world.digest.sha256(*whole), tip().sha256);
    const auto& order = world.desk.orders.at(0);
    EXPECT_EQ(order.at, asked.received_at);
    EXPECT_EQ(order.name, "Signataire 1");
    EXPECT_EQ(order.office, "Directeur");
    EXPECT_EQ(order.organisation, "Campus des métiers");
    EXPECT_EQ(order.local_time, "12/03/2026 à 10:00 (UTC+01:00)");
}

TEST_F(Signing, NeverReachesTheDeskWhenTheRulesRefuse) {
    auto form = world.form(1);
    form.consent = "autre@1";
    EXPECT_EQ(refusal(form).refusal, Refusal::ConsentMissing);
    EXPECT_TRUE(world.desk.orders.empty());
    EXPECT_EQ(world.documents.leases, 0);
}

// Who is told what first: one who is wrong about several things learns the most useful one.
TEST_F(Signing, RefusesInTheOrderPenTextConsentAnnexesSessionCode) {
    auto form = wrong(world.form(1));
    form.session = workflows::testing::session(99);
    form.acknowledged_annexes.clear();
    form.consent.clear();
    form.version = 9;
    form.slot = 2;
    EXPECT_EQ(refusal(form).refusal, Refusal::NotYourTurn);
    form.slot = 1;
    EXPECT_EQ(refusal(form).refusal, Refusal::StaleVersion);
    form.version = 1;
    EXPECT_EQ(refusal(form), (Refused{Refusal::ConsentMissing, "consent"}));
    form.consent = "adhesion@1";
    EXPECT_EQ(refusal(form), (Refused{Refusal::ConsentMissing, "annexes"}));
    form.acknowledged_annexes = world.form(1).acknowledged_annexes;
    EXPECT_EQ(refusal(form).refusal, Refusal::NoCode);
    EXPECT_EQ(tries(), 0);
    form.session = world.form(1).session;
    EXPECT_EQ(refusal(form).refusal, Refusal::WrongCode);
    EXPECT_EQ(tries(), 1);
}

TEST_F(Signing, RefusesAnotherHashThanTheFrozenOne) {
    auto form = world.form(1);
    form.sha256.bytes[31] ^= 1;
    EXPECT_EQ(refusal(form).refusal, Refusal::StaleVersion);
}

TEST_F(Signing, CountsAWrongCodeAndTakesTheRightOneWithTheSameForm) {
    const auto asked = world.asked();
    EXPECT_EQ(refusal(asked, wrong(world.form(1))).refusal, Refusal::WrongCode);
    EXPECT_EQ(refusal(asked, wrong(world.form(1))).refusal, Refusal::WrongCode);
    EXPECT_EQ(tries(), 2);
    const auto outcome = world.sign(asked, world.form(1));
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->already_done);
    EXPECT_EQ(outcome->state.slot(1)->status, Slot::Status::Signed);
}

TEST_F(Signing, AllowsFiveWrongCodesAndNoRightOneAfterThem) {
    for (int i = 0; i < kCodeTries; ++i) {
        EXPECT_EQ(refusal(wrong(world.form(1))).refusal, Refusal::WrongCode);
    }
    EXPECT_EQ(refusal(world.form(1)).refusal, Refusal::CodeExhausted);
    EXPECT_TRUE(world.desk.orders.empty());
}

// The command id is the client's: no choice of it may make a guess free of charge.
TEST_F(Signing, CountsEveryWrongCodeWhateverCommandIdTheClientChooses) {
    // The ids whose successor is in the journal already.
    std::vector<CommandId> chosen;
    for (const auto& entry : world.conventions.journal(kCampus, world.convention)) {
        chosen.push_back(entry.recorded.command);
        for (auto byte = chosen.back().bytes.rbegin(); (*byte)-- == 0; ++byte) {
        }
    }
    ASSERT_GE(chosen.size(), 5U);
    chosen.resize(5);
    for (const auto& command : chosen) {
        auto asked = world.asked();
        asked.command = command;
        const auto before = tries();
        EXPECT_EQ(refusal(asked, wrong(world.form(1))).refusal, Refusal::WrongCode);
        EXPECT_EQ(tries(), before + 1) << "a guess was not counted";
    }
    EXPECT_EQ(refusal(world.form(1)).refusal, Refusal::CodeExhausted);
}

TEST_F(Signing, CountsWrongCodesThatArriveTogetherOneByOne) {
    const auto asked = world.asked();
    const auto form = wrong(world.form(1));
    std::vector<std::thread> clients;
    clients.reserve(4);
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            (void)sign_document(world.engine, world.signing(), asked, form);
        });
    }
    for (auto& client : clients) {
        client.join();
    }
    EXPECT_EQ(tries(), 4);
}

TEST_F(Signing, SaysThatSomebodyElseIsSigningWhenTheDocumentIsLeased) {
    world.documents.neighbour_holds_it = true;
    EXPECT_EQ(refusal(world.form(1)), (Refused{Refusal::ChangedMeanwhile, "document"}));
    EXPECT_TRUE(world.desk.orders.empty());
    EXPECT_EQ(world.documents.releases, 0);
}

TEST_F(Signing, GivesTheDocumentBackAndRecordsNothingWhenTheDeskFails) {
    world.desk.before_signing = [] { throw std::runtime_error("no certificate"); };
    const auto asked = world.asked();
    const auto form = world.form(1);
    const auto events = world.state().events;
    EXPECT_THROW((void)world.sign(asked, form), std::runtime_error);
    EXPECT_EQ(world.state().events, events);
    EXPECT_EQ(tip().revision, 0);
    EXPECT_EQ(world.documents.releases, 1);
    world.desk.before_signing = nullptr;
    EXPECT_TRUE(world.sign(asked, form));
}

TEST_F(Signing, RecordsNothingWhenTheLeaseWasLostOnTheWay) {
    world.desk.before_signing = [this] {
        auto& document = world.db.documents.at({kCampus, world.state().frozen()->document});
        document.epoch += 1;
    };
    EXPECT_EQ(refusal(world.form(1)), (Refused{Refusal::ChangedMeanwhile, "document"}));
    EXPECT_EQ(tip().revision, 0);
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Invited);
}

TEST_F(Signing, AnswersARepeatedCommandWithoutSigningAgain) {
    const auto asked = world.asked();
    const auto form = world.form(1);
    const auto first = world.sign(asked, form);
    const auto again = world.sign(asked, form);
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
    EXPECT_EQ(again->head, first->head);
    EXPECT_EQ(world.desk.orders.size(), 1U);
    EXPECT_EQ(tip().revision, 1);
}

TEST_F(Signing, AnswersASecondClickOfTheSamePersonAsSigned) {
    ASSERT_TRUE(world.sign(world.form(1)));
    EXPECT_EQ(refusal(world.form(1)).refusal, Refusal::AlreadySigned);
}

TEST_F(Signing, IsRefusedWhenTheRoundWasClosedWhileTheDeskWorked) {
    world.desk.before_signing = [this] { world.act(Abandon{"Sans suite."}); };
    EXPECT_EQ(refusal(world.form(1)).refusal, Refusal::WrongStage);
    EXPECT_EQ(tip().revision, 0);
    EXPECT_EQ(world.documents.releases, 1);
}

TEST_F(Signing, RefusesAnUnknownConvention) {
    auto asked = world.asked();
    asked.convention = {};
    EXPECT_EQ(refusal(asked, world.form(1)), (Refused{Refusal::NotFound, "convention"}));
}

TEST_F(Signing, BringsTheActIntoForceWithTheLastOne) {
    ASSERT_TRUE(world.sign(world.form(1)));
    world.sign_at_once(2);
    EXPECT_EQ(world.state().stage, Stage::InSignature);
    world.sign_at_once(3);
    EXPECT_EQ(world.state().stage, Stage::InForce);
    EXPECT_EQ(world.state().in_force_at, world.clock.now());
    const auto journal = world.conventions.journal(kCampus, world.convention);
    const auto force = std::find_if(journal.begin(), journal.end(), [](const auto& entry) {
        return std::holds_alternative<EnteredIntoForce>(entry.recorded.event);
    });
    ASSERT_NE(force, journal.end());
    EXPECT_EQ(std::get<EnteredIntoForce>(force->recorded.event).place, world.state().place);
    EXPECT_FALSE(world.state().place.empty());
    EXPECT_EQ(tip().revision, 3);
    EXPECT_EQ(world.registry.members(kCampus).size(), 1U);
}

TEST(SigningTogether, LetsTwoOfOneRankSignOneAfterTheOther) {
    World world(workflows::testing::partnership());
    world.reach_signature();
    ASSERT_EQ(pen_holders(world.state()).size(), 2U);
    for (const int slot : {1, 2}) {
        world.request_code(slot);
    }
    const auto first = world.form(1);
    const auto second = world.form(2);
    bool signed_first = false;
    bool signed_second = false;
    const auto sign = [&world](const Asked& asked, const SigningForm& form, bool& done) {
        done = sign_document(world.engine, world.signing(), asked, form).has_value();
    };
    const auto asked_first = world.asked();
    const auto asked_second = world.asked();
    std::thread neighbour([&] { sign(asked_second, second, signed_second); });
    sign(asked_first, first, signed_first);
    neighbour.join();
    EXPECT_TRUE(signed_first);
    EXPECT_TRUE(signed_second);
    const auto state = world.state();
    const auto tip = world.documents.tip(kCampus, state.frozen()->document, -1);
    EXPECT_EQ(tip->revision, 2);
    EXPECT_NE(state.slot(1)->signature->revision, state.slot(2)->signature->revision);
    EXPECT_TRUE(world.documents.load(kCampus, state.frozen()->document, -1));
    EXPECT_EQ(pen_holders(state), std::vector<int>{3});
}

}  // namespace
}  // namespace contreseing::workflows::app
