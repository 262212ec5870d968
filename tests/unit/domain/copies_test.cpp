#include "tests/unit/domain/scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(Copies, AreRenewedForWhoeverSignedOnceTheActIsInForce) {
    Scene scene;
    scene.reach_signature();
    EXPECT_EQ(scene.refusal(RenewCopies{"Message perdu."}).refusal, Refusal::TooEarly);
    EXPECT_THAT(offered(scene.around(), scene.state), Not(Contains("renew_copies")));
    scene.sign_all();
    EXPECT_THAT(offered(scene.around(), scene.state), Contains("renew_copies"));
    EXPECT_EQ(scene.refusal(RenewCopies{" "}), (Refused{Refusal::MissingReason, "reason"}));
    EXPECT_EQ(scene.state.copies_renewed, 0);
    EXPECT_THAT(
        mails(scene.act(RenewCopies{"Message perdu."})),
        ElementsAre(
            "signed_copy to s1@parties.example",
            "signed_copy to s2@parties.example",
            "signed_copy to s3@parties.example"
        )
    );
    EXPECT_EQ(scene.state.copies_renewed, 1);
    EXPECT_EQ(scene.state.copies_given_at, scene.now);
    EXPECT_EQ(scene.state.stage, Stage::InForce);
    scene.act(RenewCopies{"Encore."});
    EXPECT_EQ(scene.state.copies_renewed, 2);
}

}  // namespace
}  // namespace contreseing::workflows::testing
