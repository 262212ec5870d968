#include "tests/unit/domain/scene.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;

EraseValues erase(const Scene& scene) {
    return {"Demande de la personne.", {{1, "/body/slots/0/holder/name"}}, scene.state.events};
}

Scene in_force() {
    Scene scene;
    scene.reach_signature();
    scene.sign_all();
    return scene;
}

TEST(EraseValues, IsRefusedWhileAnybodyStillWorksTowardsTheSignature) {
    Scene scene;
    scene.create();
    EXPECT_EQ(scene.refusal(erase(scene)).refusal, Refusal::TooEarly);
    Scene ended = scene;
    ended.act(Abandon{"Sans suite."});
    EXPECT_TRUE(ended.ask(erase(ended)));
    scene.fill();
    scene.freeze();
    scene.request_opinion();
    scene.answer_all();
    scene.open_round();
    EXPECT_EQ(scene.refusal(erase(scene)).refusal, Refusal::TooEarly);
    scene.act(DeclineToSign{1, "Non."});
    EXPECT_EQ(scene.refusal(erase(scene)).refusal, Refusal::WrongStage) << "it may be reopened";
}

TEST(EraseValues, KeepsItsReasonAndWhatItErasesInTheJournal) {
    Scene scene = in_force();
    const State before = scene.state;
    const EraseValues asked = erase(scene);
    const auto decision = scene.act(asked);
    ASSERT_EQ(decision.events.size(), 1U);
    EXPECT_TRUE(decision.messages.empty());
    const auto& erased = std::get<ValuesErased>(decision.events[0]);
    EXPECT_EQ(erased.reason, asked.reason);
    EXPECT_EQ(erased.values, asked.values);
    EXPECT_EQ(scene.state.stage, before.stage);
    EXPECT_EQ(scene.state.events, before.events + 1);
}

TEST(EraseValues, WantsAReasonAndEntriesThatExist) {
    const Scene scene = in_force();
    EraseValues asked = erase(scene);
    asked.reason = " ";
    EXPECT_EQ(scene.refusal(asked), (Refused{Refusal::MissingReason, "reason"}));
    asked = erase(scene);
    asked.values.clear();
    EXPECT_EQ(scene.refusal(asked).refusal, Refusal::NothingToDo);
    const int next = scene.state.events + 1;
    asked.values = {{next, "/actor/name"}};
    EXPECT_EQ(scene.refusal(asked), (Refused{Refusal::NotFound, std::to_string(next)}));
}

TEST(EraseValues, IsRefusedWhenTheJournalGrewSinceTheValuesWereLookedFor) {
    Scene scene = in_force();
    const EraseValues listed = erase(scene);
    EXPECT_TRUE(scene.ask(listed));
    scene.act(RevokeLink{slot_place(1), "Départ."});
    EXPECT_EQ(scene.refusal(listed).refusal, Refusal::ChangedMeanwhile);
}

TEST(EraseValues, LeavesNobodyToWriteTo) {
    Scene scene = in_force();
    scene.state.slots[0].holder.email.text = "(effacé)";
    scene.act(RevokeLink{slot_place(1), "Départ."});
    EXPECT_TRUE(scene.act(ExtendLink{1, scene.now + 24h}).messages.empty());
}

TEST(EraseValues, LeavesNobodyThatALateBounceOrReplyCouldBeAbout) {
    Scene scene = in_force();
    const EmailAddress erased{"(effacé)"};
    scene.state.slots[0].holder.email = erased;
    const RecordDeliveryFailure bounce{erased, "5.1.1", "<anne.roy@x.example> user unknown"};
    EXPECT_EQ(scene.refusal(bounce).refusal, Refusal::NothingToDo);
    const RecordAutomaticReply reply{erased, "Absence de Anne Roy"};
    EXPECT_EQ(scene.refusal(reply).refusal, Refusal::NothingToDo);
}

}  // namespace
}  // namespace contreseing::workflows::testing
