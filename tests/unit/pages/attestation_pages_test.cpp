#include "tests/unit/pages/admin_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;

constexpr const char* kLabel = "Pouvoir de signer vérifié";

/// A campus whose type has each signatory's authority attested.
class AttestingWorld : public AdminWorld {
public:
    AttestingWorld() {
        auto type = *types.find(campus, "adhesion", 1);
        type.attestations = {
            {"authority",
             {{"fr", kLabel}, {"en", "Authority"}},
             workflows::AttestationSpec::Scope::EachSlot,
             true},
        };
        types.add(campus, type);
    }
};

TEST(Attestation, IsAskedForGivenAndToldInWordsOfItsOwn) {
    AttestingWorld world;
    const int slot = world.state().slots.front().n;
    const auto item = "attestation:authority," + std::to_string(slot);
    const auto of_whom = "Dominique Modèle, Directeur\u00a0: " + std::string(kLabel);

    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("Attestation\u00a0: " + of_whom));
    const auto action = world.address("/actions/acknowledge_warning");
    const auto page = action + "?item=" + item;
    const auto asked = world.show(page).body();
    EXPECT_THAT(asked, HasSubstr("Attester une vérification"));
    EXPECT_THAT(asked, HasSubstr(of_whom + ". Vous attestez"));
    EXPECT_EQ(world.submit(page, action, "item=" + item + "&reason=").status(), 422);
    EXPECT_EQ(
        world.submit(page, action, "item=" + item + "&reason=Arr%C3%AAt%C3%A9").status(), 303
    );
    EXPECT_EQ(world.state().acknowledgements.at(item), "Arrêté");
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr(of_whom + ". Note\u00a0: Arrêté"));

    const int other = world.state().slots.back().n;
    world.execute(
        workflows::AcknowledgeWarning{"attestation:authority," + std::to_string(other), "Vu"}
    );
    // The places of the next version have other numbers: who was attested is still told.
    world.freeze();
    world.execute(workflows::ReopenDraft{"Une faute", false});
    ASSERT_EQ(world.state().slot(slot), nullptr);
    EXPECT_THAT(
        world.show(world.address("/history")).body(), HasSubstr(of_whom + ". Note\u00a0: Arrêté")
    );
}

TEST(Attestation, GivenOnAPageOfBeforeIsAskedAgainForWhoIsThereNow) {
    AttestingWorld world;
    const auto item = "attestation:authority," + std::to_string(world.state().slots.front().n);
    const auto action = world.address("/actions/acknowledge_warning");
    const auto given = "item=" + item + "&reason=Vu&from_events=";
    const auto page = action + "?item=" + item;
    const auto shown = world.show(page).body();
    EXPECT_THAT(shown, HasSubstr("Dominique Modèle"));

    workflows::EditDraft edit;
    edit.slots = world.state().slots;
    edit.slots->front().holder.name = "Camille Exemple";
    world.execute(edit);
    const auto again = world.submit(page, action, given + hidden_value(shown, "from_events"));
    EXPECT_EQ(again.status(), 409);
    EXPECT_THAT(again.body(), HasSubstr("Camille Exemple, Directeur"));
    EXPECT_THAT(again.body(), HasSubstr(">Vu</textarea>"));
    EXPECT_FALSE(world.state().acknowledgements.contains(item));

    const auto seen = hidden_value(again.body(), "from_events");
    EXPECT_EQ(world.submit(page, action, given + seen).status(), 303);
    EXPECT_EQ(world.state().acknowledgements.at(item), "Vu");
}

}  // namespace

}  // namespace contreseing::server::pages::tests
