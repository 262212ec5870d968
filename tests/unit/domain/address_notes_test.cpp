#include "workflows/domain/address_notes.hpp"

#include "tests/unit/domain/scene.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

Scene in_signature(ConventionType type = adhesion()) {
    Scene scene(std::move(type));
    scene.reach_signature();
    return scene;
}

CorrectAddress correct(int slot, const std::string& email) {
    return CorrectAddress{slot, {email}, "Faute de frappe."};
}

TEST(AddressNotes, SayWhatWasCorrectedAndWhatWasAcknowledged) {
    Scene scene = in_signature();
    EXPECT_TRUE(address_notes(scene.state).empty());
    scene.act(correct(2, "exact@parties.example"));
    scene.act(AcknowledgeWarning{"shared_address:1,3", "Même secrétariat."});
    EXPECT_EQ(address_notes(scene.state).size(), 1U);  // acknowledged, but not shared
    scene.act(correct(3, "s1@parties.example"));
    scene.act(correct(3, "autre@parties.example"));
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe elle-même."});
    using Kind = AddressNote::Kind;
    const auto notes = address_notes(scene.state);
    ASSERT_EQ(notes.size(), 5U);
    EXPECT_EQ(notes[0].kind, Kind::Administrators);
    EXPECT_EQ(notes[0].reason, "Elle signe elle-même.");
    EXPECT_EQ(notes[1].kind, Kind::Shared);  // still, though it was corrected since
    EXPECT_EQ(std::pair(notes[1].slot, notes[1].other), std::pair(1, 3));
    EXPECT_EQ(notes[1].reason, "Même secrétariat.");
    EXPECT_EQ(notes[2].slot, 2);
    EXPECT_EQ(notes[2].change.from.text, "s2@parties.example");
    EXPECT_EQ(notes[2].change.to.text, "exact@parties.example");
    EXPECT_EQ(notes[4].change.from.text, "s1@parties.example");
}

TEST(AddressNotes, KeepACorrectionInTheNextVersionForThePersonItIsAbout) {
    Scene scene = in_signature();
    scene.act(correct(1, "exact@parties.example"));
    scene.act(correct(2, "juste@parties.example"));
    scene.act(ReopenDraft{"Une erreur.", true});
    auto slots = scene.state.slots;
    ASSERT_EQ(address_notes(scene.state).size(), 2U);
    slots[1].holder = contact("Quelqu’un d’autre", "nouveau@parties.example");
    EditDraft edit;
    edit.slots = slots;
    scene.act(edit);
    const auto notes = address_notes(scene.state);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].change.to.text, "exact@parties.example");
}

TEST(AddressNotes, ForgetTheFormerHolderOfAPlace) {
    Scene scene = in_signature(partnership());
    scene.act(correct(1, "exact@parties.example"));
    scene.act(SubstituteHolder{1, contact("Autre", "autre@parties.example"), "Mutation."});
    EXPECT_TRUE(address_notes(scene.state).empty());
}

}  // namespace
}  // namespace contreseing::workflows::testing
