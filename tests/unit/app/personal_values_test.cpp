#include "workflows/app/personal_values.hpp"

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

std::vector<std::string> places(std::string_view person) {
    std::vector<std::string> out;
    for (const auto& value : values_about(kJournal, person)) {
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
    EXPECT_FALSE(names_one_of("À la demande de la famille", kJournal));
    EXPECT_TRUE(names_one_of("À la demande de « li »", kJournal));
}

TEST(Identities, AreTakenOutOfWhatAMessageKeepsTheLongestFirst) {
    const auto identities = identities_of(
        {{{1, "/body/holder/name"}, "Roy"},
         {{1, "/body/to/name"}, "Anne Roy"},
         {{2, "/body/to/name"}, "Anne Roy"},
         {{2, "/body/reason"}, "Ok"}}
    );
    EXPECT_THAT(identities, ElementsAre("Anne Roy", "Roy"));
    Effect effect;
    effect.message.to.name = "anne roy";
    effect.message.to.email.text = "royer@x.example";
    effect.proof = "250 Ok: Anne Roy, ROY, Royer";
    EXPECT_TRUE(take_out(effect, identities, "…"));
    EXPECT_EQ(effect.message.to.name, "…");
    EXPECT_EQ(effect.message.to.email.text, "royer@x.example");
    EXPECT_EQ(effect.proof, "250 Ok: …, …, Royer");
    EXPECT_FALSE(take_out(effect, identities, "…"));
}

TEST(ValuesAbout, OfOneHolderAreNotThoseOfWhoReplacesThem) {
    EXPECT_THAT(places("Paul Noir"), ElementsAre("9:/body/from/email", "9:/body/from/name"));
    EXPECT_THAT(places("rose@x.example"), ElementsAre("9:/body/to/email", "9:/body/to/name"));
}

}  // namespace
}  // namespace contreseing::workflows::app
