#include "tests/unit/domain/scene.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;

const EraseValues kErase{"Demande de la personne.", {{1, "/body/slots/0/holder/name"}}};

Scene in_force() {
    Scene scene;
    scene.reach_signature();
    scene.sign_all();
    return scene;
}

TEST(EraseValues, IsRefusedWhileAnybodyStillWorksTowardsTheSignature) {
    Scene scene;
    scene.create();
    EXPECT_EQ(scene.refusal(kErase).refusal, Refusal::TooEarly);
    Scene ended = scene;
    ended.act(Abandon{"Sans suite."});
    EXPECT_TRUE(ended.ask(kErase));
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    scene.answer_all();
    scene.open_round();
    EXPECT_EQ(scene.refusal(kErase).refusal, Refusal::TooEarly);
    scene.act(DeclineToSign{1, "Non."});
    EXPECT_EQ(scene.refusal(kErase).refusal, Refusal::WrongStage) << "it may be reopened";
}

TEST(EraseValues, KeepsItsReasonAndWhatItErasesInTheJournal) {
    Scene scene = in_force();
    const State before = scene.state;
    const auto decision = scene.act(kErase);
    ASSERT_EQ(decision.events.size(), 1U);
    EXPECT_TRUE(decision.messages.empty());
    const auto& erased = std::get<ValuesErased>(decision.events[0]);
    EXPECT_EQ(erased.reason, kErase.reason);
    EXPECT_EQ(erased.values, kErase.values);
    EXPECT_EQ(scene.state.stage, before.stage);
    EXPECT_EQ(scene.state.events, before.events + 1);
}

TEST(EraseValues, WantsAReasonAndEntriesThatExist) {
    const Scene scene = in_force();
    EXPECT_EQ(
        scene.refusal(EraseValues{" ", kErase.values}), (Refused{Refusal::MissingReason, "reason"})
    );
    EXPECT_EQ(scene.refusal(EraseValues{"r", {}}).refusal, Refusal::NothingToDo);
    const int next = scene.state.events + 1;
    EXPECT_EQ(
        scene.refusal(EraseValues{"r", {{next, "/actor/name"}}}),
        (Refused{Refusal::NotFound, std::to_string(next)})
    );
}

TEST(EraseValues, IsRefusedWhenTheJournalGrewSinceTheValuesWereLookedFor) {
    Scene scene = in_force();
    EraseValues erase = kErase;
    erase.from_events = scene.state.events;
    EXPECT_TRUE(scene.ask(erase));
    scene.act(RevokeLink{1, "Départ."});
    EXPECT_EQ(scene.refusal(erase).refusal, Refusal::ChangedMeanwhile);
}

TEST(EraseValues, LeavesNobodyToWriteTo) {
    Scene scene = in_force();
    scene.state.slots[0].holder.email.text = "(effacé)";
    scene.act(RevokeLink{1, "Départ."});
    EXPECT_TRUE(scene.act(ExtendLink{1, scene.now + 24h}).messages.empty());
}

}  // namespace
}  // namespace contreseing::workflows::testing
