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
};

std::vector<std::string> places(std::string_view person) {
    std::vector<std::string> out;
    for (const auto& value : values_about(kJournal, person)) {
        out.push_back(std::to_string(value.place.seq) + ':' + value.place.pointer);
    }
    return out;
}

TEST(ValuesAbout, AreTheNameTheAddressBesideItAndTextsThatHoldThem) {
    const auto all = ElementsAre(
        "2:/body/slots/0/holder/email",
        "2:/body/slots/0/holder/name",
        "3:/body/reason",
        "4:/body/change/from",
        "5:/actor/name"
    );
    EXPECT_THAT(places("Anne Roy"), all);
    EXPECT_THAT(places("anne.ROY@x.example"), all);
}

TEST(ValuesAbout, AreNoneForAPartOfANameOrSomebodyElse) {
    for (const auto* person : {"Anne", "Roy", "x.example", "Mme Personne", ""}) {
        EXPECT_THAT(places(person), IsEmpty()) << person;
    }
}

TEST(ValuesAbout, OfAnAddressWithoutANameAreItself) {
    EXPECT_THAT(places("a.roy@x.example"), ElementsAre("4:/body/change/to"));
}

}  // namespace
}  // namespace contreseing::workflows::app
