#include "workflows/app/personal_values.hpp"

#include "tests/unit/app/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<PersonalText> kJournal{
    {{1, "/actor/name"}, "Mme Admin"},
    {{2, "/body/slots/0/holder/email"}, "anne.roy@x.example"},
    {{2, "/body/slots/0/holder/name"}, "Anne Roy"},
    {{2, "/body/slots/1/holder/email"}, "jean@x.example"},
    {{2, "/body/slots/1/holder/name"}, "Jean Petit"},
    {{2, "/body/slots/2/holder/name"}, "Marianne Royer"},
    {{3, "/body/reason"}, "Anne Roy est en congé."},
    {{4, "/body/change/from"}, "ANNE.ROY@x.example"},
    {{4, "/body/change/to"}, "a.roy@x.example"},
    {{5, "/actor/name"}, "Anne Roy"},
    {{5, "/body/reason"}, "Je refuse."},
    {{6, "/body/change/from"}, "a.roy@x.example"},
    {{6, "/body/change/to"}, "roy@y.example"},
    {{7, "/body/detail"}, "550 <Roy@Y.example> unknown"},
    {{8, "/body/members/0/email"}, "bureau@x.example"},
    {{8, "/body/members/0/name"}, "Luc Blanc"},
    {{8, "/body/members/1/email"}, "bureau@x.example"},
    {{8, "/body/members/1/name"}, "Zoé Vert"},
    {{9, "/body/from/email"}, "paul@x.example"},
    {{9, "/body/from/name"}, "Paul Noir"},
    {{9, "/body/to/email"}, "rose@x.example"},
    {{9, "/body/to/name"}, "Rose Brun"},
    {{10, "/body/slots/0/holder/name"}, "Li"},
    {{11, "/body/reason"}, "Lille, l’alliance de Bali."},
    {{11, "/body/detail"}, "Vu avec Li."},
};

const std::map<int, std::string> kCorrected{{4, "Anne Roy"}, {6, "Anne Roy"}};

std::vector<std::string> places(
    std::string_view person,
    const std::vector<PersonalText>& journal = kJournal,
    const std::map<int, std::string>& corrected = kCorrected
) {
    std::vector<std::string> out;
    for (const auto& value : values_about(journal, corrected, person)) {
        out.push_back(std::to_string(value.place.seq) + ':' + value.place.pointer);
    }
    return out;
}

TEST(ValuesAbout, AreTheNameItsAddressesAndTextsThatHoldThem) {
    const auto all = ElementsAre(
        "2:/body/slots/0/holder/email",
        "2:/body/slots/0/holder/name",
        "3:/body/reason",
        "4:/body/change/from",
        "4:/body/change/to",
        "5:/actor/name",
        "6:/body/change/from",
        "6:/body/change/to",
        "7:/body/detail"
    );
    for (const auto* person :
         {"Anne Roy", "ANNE Roy", "anne.ROY@x.example", "a.roy@x.example", "roy@y.example"}) {
        EXPECT_THAT(places(person), all) << person;
    }
}

TEST(ValuesAbout, AreNoneForAPartOfANameOrSomebodyElse) {
    for (const auto* person : {"Anne", "Roy", "x.example", "Mme Personne", ""}) {
        EXPECT_THAT(places(person), IsEmpty()) << person;
    }
}

TEST(ValuesAbout, OfANameLeaveTheNameOfWhoSharesItsAddress) {
    const auto* shared = "8:/body/members/0/email";
    const auto* again = "8:/body/members/1/email";
    EXPECT_THAT(places("Luc Blanc"), ElementsAre(shared, "8:/body/members/0/name", again));
    EXPECT_THAT(
        places("bureau@x.example"),
        ElementsAre(shared, "8:/body/members/0/name", again, "8:/body/members/1/name")
    );
}

TEST(ValuesAbout, OfAShortNameAreNotTextsWithItInsideAWord) {
    EXPECT_THAT(places("Li"), ElementsAre("10:/body/slots/0/holder/name", "11:/body/detail"));
}

/// Two people written to at the same address until that of Anne was corrected.
const std::vector<PersonalText> kShared{
    {{1, "/body/slots/0/holder/email"}, "mairie@x.example"},
    {{1, "/body/slots/0/holder/name"}, "Anne Roy"},
    {{1, "/body/slots/1/holder/email"}, "mairie@x.example"},
    {{1, "/body/slots/1/holder/name"}, "Jean Petit"},
    {{2, "/body/change/from"}, "mairie@x.example"},
    {{2, "/body/change/to"}, "anne@x.example"},
    {{3, "/body/detail"}, "Anne Roy, anne@x.example"},
};

TEST(ValuesAbout, OfWhoKeepsASharedAddressAreNotThoseOfWhoLeftIt) {
    const std::map<int, std::string> corrected{{2, "Anne Roy"}};
    for (const auto* jean : {"Jean Petit", "mairie@x.example"}) {
        EXPECT_THAT(
            places(jean, kShared, corrected),
            ElementsAre(
                "1:/body/slots/0/holder/email",
                "1:/body/slots/1/holder/email",
                "1:/body/slots/1/holder/name",
                "2:/body/change/from"
            )
        ) << jean;
    }
    for (const auto* anne : {"Anne Roy", "anne@x.example"}) {
        EXPECT_THAT(
            places(anne, kShared, corrected),
            ElementsAre("1:/body/slots/0/holder/name", "2:/body/change/to", "3:/body/detail")
        ) << anne;
    }
}

TEST(ValuesAbout, FollowNoCorrectionOfAnErasedName) {
    EXPECT_THAT(
        places("a.roy@x.example", kJournal, {{4, "(effacé)"}, {6, "(effacé)"}}),
        ElementsAre("4:/body/change/to", "6:/body/change/from")
    );
}

TEST(CorrectedNames, AreThoseOfHoldersOfSlotsAndSeats) {
    testing::World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());
    world.act(CorrectAddress{seat_place(1, 2), {"elsewhere@x.example"}, "Faute de frappe."});
    std::map<int, std::string> names{
        {world.state().events, world.state().opinions.at(0).seats.at(1).holder.name}};
    for (int seat = 1; seat <= 4; ++seat) {
        world.act(AnswerOpinion{1, seat, OpinionChoice::Favourable, {}});
    }
    world.open_round();
    world.act(CorrectAddress{slot_place(1), {"here@x.example"}, "Faute de frappe."});
    names[world.state().events] = world.state().slots.at(0).holder.name;
    const auto journal = world.conventions.journal(testing::kCampus, world.convention);
    EXPECT_EQ(corrected_names(journal), names);
}

TEST(RepeatsOneOf, LooksForEveryValueInWholeWords) {
    const std::vector<PersonalText> erased{
        {{1, "/body/holder/name"}, "Li"},
        {{1, "/body/holder/email"}, "li@x.example"},
        {{2, "/body/reason"}, "Elle est partie en mars."},
        {{3, "/body/detail"}, ""}};
    EXPECT_TRUE(repeats_one_of("À la demande de « li »", erased));
    EXPECT_TRUE(repeats_one_of("Demande de <LI@x.example>", {erased[1]}));
    EXPECT_TRUE(repeats_one_of("Ce texte : elle est partie en mars.", erased));
    EXPECT_FALSE(repeats_one_of("À la demande de la famille, partie en mars", erased));
    EXPECT_FALSE(repeats_one_of("", erased));
    EXPECT_FALSE(repeats_one_of("Demande", {}));
}

TEST(TakeOut, TakesNamesTheLongestFirst) {
    const std::vector<PersonalText> erased{
        {{1, "/body/holder/name"}, "Roy"},
        {{1, "/body/to/name"}, "Anne Roy"},
        {{2, "/body/change/from"}, "roy@x.example"},
        {{2, "/body/change/to"}, "z.roy@x.example"},
        {{2, "/body/reason"}, "Ok"}};
    Effect effect;
    effect.message()->to.name = "Royer";
    effect.message()->to.email.text = "royer@x.example";
    effect.proof = "250 Ok: Anne Roy, ROY, Royer, z.roy@x.example";
    EXPECT_TRUE(take_out(effect, erased, "…"));
    EXPECT_EQ(effect.message()->to.name, "Royer");
    EXPECT_EQ(effect.message()->to.email.text, "royer@x.example");
    EXPECT_EQ(effect.proof, "250 Ok: …, …, Royer, …");
    EXPECT_FALSE(take_out(effect, erased, "…"));
}

TEST(TakeOut, TakesTheAddressThatANameWasWrittenToAt) {
    Effect effect;
    effect.message()->to.name = "Mme ADMIN";
    effect.message()->to.email.text = "z.admin@x.example";
    effect.last_error = "450 <Z.Admin@x.example> later";
    const std::vector<PersonalText> erased{
        {{1, "/actor/name"}, "Mme Admin"}, {{2, "/body/holder/email"}, "admin@x.example"}};
    EXPECT_TRUE(take_out(effect, erased, "…"));
    EXPECT_EQ(effect.message()->to.name, "…");
    EXPECT_EQ(effect.message()->to.email.text, "…");
    EXPECT_EQ(effect.last_error, "450 <…> later");
}

TEST(TakeOut, TakesAFreeTextOnlyWhereItIsAllThatWasSaid) {
    const std::vector<PersonalText> erased{
        {{1, "/actor/name"}, "Anne Roy"},
        {{2, "/body/members/0/detail"}, "Anne Roy est décédée le 3 mars."},
        {{3, "/body/reason"}, "Ok"},
        {{4, "/body/detail"}, ""}};
    Effect effect;
    effect.last_error = "Anne Roy est décédée le 3 mars.";
    effect.proof = "250 Ok";
    EXPECT_TRUE(take_out(effect, erased, "…"));
    EXPECT_EQ(effect.last_error, "…");
    EXPECT_EQ(effect.proof, "250 Ok");
    effect.last_error = "";
    effect.proof = "";
    EXPECT_FALSE(take_out(effect, erased, "…"));
}

TEST(ValuesAbout, OfOneHolderAreNotThoseOfWhoReplacesThem) {
    EXPECT_THAT(places("Paul Noir"), ElementsAre("9:/body/from/email", "9:/body/from/name"));
    EXPECT_THAT(places("rose@x.example"), ElementsAre("9:/body/to/email", "9:/body/to/name"));
}

}  // namespace
}  // namespace contreseing::workflows::app
