#include "tests/unit/domain/scene.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

Scene in_signature(ConventionType type = adhesion()) {
    Scene scene(std::move(type));
    scene.administrators.push_back(contact("M. Adjoint", "adjoint@campus.example"));
    scene.reach_signature();
    return scene;
}

CorrectAddress correct(int slot, const std::string& email) {
    return CorrectAddress{slot_place(slot), {email}, "Faute de frappe."};
}

SubstituteHolder substitute(int slot, const std::string& email) {
    return SubstituteHolder{slot, contact("Autre", email), "Mutation."};
}

const Refused kAdministrators{Refusal::NeedsAcknowledgement, "administrator_address:1"};

TEST(Acknowledgement, ServesOneAddressAndNotTheNext) {
    Scene scene = in_signature();
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe elle-même."});
    scene.act(correct(1, "admin@campus.example"));
    EXPECT_EQ(scene.refusal(correct(1, "adjoint@campus.example")), kAdministrators);
    scene.act(AcknowledgeWarning{"administrator_address:1", "L’adjoint aussi."});
    scene.act(correct(1, "adjoint@campus.example"));
    EXPECT_EQ(scene.state.acknowledgements.at("administrator_address:1"), "L’adjoint aussi.");
    scene.act(correct(1, "exact@parties.example"));
    EXPECT_FALSE(scene.state.acknowledgements.contains("administrator_address:1"));
    EXPECT_EQ(scene.refusal(correct(1, "admin@campus.example")), kAdministrators);
}

TEST(Acknowledgement, IsUsedUpByTheCorrectionItWasNotNeededFor) {
    Scene scene = in_signature();
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe elle-même."});
    scene.act(correct(2, "autre@parties.example"));  // another place: it waits
    scene.act(correct(1, "exact@parties.example"));
    EXPECT_FALSE(scene.state.acknowledgements.contains("administrator_address:1"));
    EXPECT_EQ(scene.refusal(correct(1, "admin@campus.example")), kAdministrators);
}

TEST(Acknowledgement, OfTheDraftsAddressIsNotThatOfACorrection) {
    Scene scene(adhesion());
    scene.administrators.push_back(contact("M. Adjoint", "adjoint@campus.example"));
    scene.create();
    scene.fill();
    const AcknowledgeWarning ahead{"administrator_address:1", "Elle signe elle-même."};
    EXPECT_EQ(scene.refusal(ahead), (Refused{Refusal::NotFound, "item"}));
    EditDraft edit;
    edit.slots = scene.state.slots;
    edit.slots->at(0).holder.email.text = "admin@campus.example";
    scene.act(edit);
    scene.act(ahead);
    scene.act(ahead);  // in other words
    scene.freeze();
    EXPECT_EQ(scene.refusal(correct(1, "adjoint@campus.example")), kAdministrators);
    scene.act(correct(1, "Admin@campus.example"));  // the same mailbox
    EXPECT_TRUE(scene.state.acknowledgements.contains("administrator_address:1"));
}

TEST(Acknowledgement, OfAPersonIsForgottenWithThem) {
    Scene scene = in_signature(partnership());
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe elle-même."});
    scene.act(correct(1, "admin@campus.example"));
    scene.state.acknowledgements["attestation:habilitation,1"] = "Délibération du 3 mars.";
    scene.state.acknowledgements["attestation:habilitation,2"] = "Délibération du 4 mars.";
    scene.state.acknowledgements["attestation:budget"] = "Vu.";
    EXPECT_EQ(scene.refusal(substitute(1, "admin@campus.example")), kAdministrators);
    scene.act(substitute(1, "autre@parties.example"));
    const auto& kept = scene.state.acknowledgements;
    EXPECT_FALSE(kept.contains("administrator_address:1"));
    EXPECT_FALSE(kept.contains("attestation:habilitation,1"));
    EXPECT_TRUE(kept.contains("attestation:habilitation,2"));
    EXPECT_TRUE(kept.contains("attestation:budget"));
}

}  // namespace
}  // namespace contreseing::workflows::testing
