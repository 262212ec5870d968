#include "workflows/domain/siret.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

TEST(Siret, IsReadAsPeopleWriteIt) {
    for (const char* const typed :
         {"73282932000074",
          "732 829 320 00074",
          "732\u00A0829\u00A0320\u00A000074",
          "732.829.320.00074",
          "732-829-320-00074",
          "７３２８２９３２０ 00074",
          "\u200B73282932000074 "}) {
        const auto siret = parse_siret(typed);
        ASSERT_TRUE(siret) << typed;
        EXPECT_EQ(*siret, "73282932000074");
    }
    EXPECT_EQ(*parse_siret("  "), "");
}

// The exception is that of INSEE; 35600000049837 is an establishment of La Poste.
TEST(Siret, HasTheKeyOfLaPosteToo) {
    EXPECT_TRUE(parse_siret("356 000 000 49837"));
    EXPECT_TRUE(parse_siret("356 000 000 00048"));  // its head office has the ordinary key
    EXPECT_EQ(parse_siret("356 000 000 49838").error(), SiretFault::WrongKey);
}

TEST(Siret, SaysWhatIsWrong) {
    EXPECT_EQ(parse_siret("12345678900012").error(), SiretFault::WrongKey);
    EXPECT_EQ(parse_siret("73282932000047").error(), SiretFault::WrongKey);  // two changed places
    EXPECT_EQ(parse_siret("7328293200007").error(), SiretFault::WrongLength);
    EXPECT_EQ(parse_siret("732829320000741").error(), SiretFault::WrongLength);
    EXPECT_EQ(parse_siret("FR73282932000074").error(), SiretFault::NotDigits);
}

}  // namespace
}  // namespace contreseing::workflows
