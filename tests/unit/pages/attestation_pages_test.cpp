#include "tests/unit/pages/admin_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;

constexpr const char* kLabel = "Pouvoir de signer vérifié";

TEST(Attestation, IsAskedForGivenAndToldInWordsOfItsOwn) {
    AdminWorld world;
    auto type = *world.types.find(world.campus, "adhesion", 1);
    type.attestations = {
        {"authority",
         {{"fr", kLabel}, {"en", "Authority"}},
         workflows::AttestationSpec::Scope::EachSlot,
         true},
    };
    world.types.add(world.campus, type);
    const int slot = world.state().slots.front().n;
    const auto item = "attestation:authority," + std::to_string(slot);
    const auto of_whom = "Dominique Modèle, Directeur : " + std::string(kLabel);

    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("Attestation : " + of_whom));
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
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr(of_whom + ". Note : Arrêté"));
}

}  // namespace

}  // namespace contreseing::server::pages::tests
