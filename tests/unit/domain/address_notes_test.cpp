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
    return CorrectAddress{slot_place(slot), {email}, "Faute de frappe."};
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
    EXPECT_EQ(address_notes(scene.state).size(), 4U);  // acknowledged, but not an administrator's
    scene.act(correct(1, "admin@campus.example"));
    using Kind = AddressNote::Kind;
    const auto notes = address_notes(scene.state);
    ASSERT_EQ(notes.size(), 6U);
    EXPECT_EQ(notes[0].change.to.text, "admin@campus.example");
    EXPECT_EQ(notes[1].kind, Kind::Administrators);
    EXPECT_EQ(notes[1].reason, "Elle signe elle-même.");
    EXPECT_EQ(notes[2].kind, Kind::Shared);  // still, though it was corrected since
    EXPECT_EQ(std::pair(notes[2].slot, notes[2].other), std::pair(1, 3));
    EXPECT_EQ(notes[2].reason, "Même secrétariat.");
    EXPECT_EQ(notes[3].slot, 2);
    EXPECT_EQ(notes[3].change.from.text, "s2@parties.example");
    EXPECT_EQ(notes[3].change.to.text, "exact@parties.example");
    EXPECT_EQ(notes[5].change.from.text, "s1@parties.example");
}

TEST(AddressNotes, SayNothingOfAnAcknowledgementThatNoAddressNeeded) {
    Scene scene = in_signature();
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe elle-même."});
    scene.act(correct(1, "exact@parties.example"));
    const auto notes = address_notes(scene.state);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].kind, AddressNote::Kind::Corrected);
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
