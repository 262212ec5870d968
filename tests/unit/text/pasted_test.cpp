#include "text/pasted.hpp"

#include <gtest/gtest.h>

namespace contreseing::text {
namespace {

TEST(PastedDigits, LeavesTheDigits) {
    for (const char* const typed :
         {"123456",
          " 123 456 ",
          "123\u00A0456",  // no-break space
          "123\u202F456",  // its narrow form
          "123\u2009456",
          "123\t456\r\n",
          "123-456",
          "123\u2011456",  // no-break hyphen
          "123\u2013456",
          "123.456",
          "\u200B123\u2060456\uFEFF",  // zero-width
          "\u200E123456\u202C",
          "１２３４５６",
          "１２３　４５６"}) {
        EXPECT_EQ(pasted_digits(typed), "123456") << typed;
    }
    for (const char* const typed :
         {"Votre code : 123456",
          "code 123456",
          "N° 123456",
          "« 123456 »",
          "(123 456).",
          "Code\u00A0:123456"}) {
        EXPECT_EQ(pasted_digits(typed), "123456") << typed;
    }
    EXPECT_EQ(pasted_digits(" \u00A0"), "");
}

TEST(PastedDigits, GuessesNothing) {
    for (const char* const typed :
         {"12345a",
          "O23456",
          "code O 23456",
          "code",
          "12 code 34",
          "123,456",
          "١٢٣٤٥٦",
          "123456\xFF",
          "½"}) {
        EXPECT_EQ(pasted_digits(typed), std::nullopt) << typed;
    }
}

TEST(PastedAddress, IsWithoutWhatWasCopiedWithIt) {
    for (const char* const typed :
         {"anne.roy@ville.fr",
          "  anne.roy@ville.fr\u00A0",
          "<anne.roy@ville.fr>",
          "Anne Roy <anne.roy@ville.fr>",
          "\"Roy, Anne\" <anne.roy@ville.fr>;",
          "Anne Roy <mailto:anne.roy@ville.fr>",
          "mailto:anne.roy@ville.fr",
          "MAILTO:anne.roy@ville.fr?subject=Bonjour&body=x",
          "« anne.roy@ville.fr »",
          "(anne.roy@ville.fr).",
          "anne.roy@ville.fr,",
          "anne.roy@ville.fr.",
          "'anne.roy@ville.fr'",
          "anne.roy @ ville.fr",
          "anne.roy@\nville.fr",
          "Anne Roy <anne.roy @ ville.fr>",
          "anne.roy\u200B@ville\u00AD.fr",
          "\u200Eanne.roy@ville.fr\u200F",
          "ａｎｎｅ．ｒｏｙ＠ｖｉｌｌｅ．ｆｒ",
          "anne.roy＠ville。fr",
          "anne.roy@ville.fr <anne.roy@ville.fr>",
          "anne.roy@ville.fr<mailto:anne.roy@ville.fr>",
          "[anne.roy@ville.fr](mailto:anne.roy@ville.fr)",
          "Anne Roy [mailto:anne.roy@ville.fr]",
          "Anne Roy (anne.roy@ville.fr)",
          "Courriel : anne.roy@ville.fr",
          "E-mail:anne.roy@ville.fr",
          "anne.roy%40ville.fr",
          "Anne Roy &lt;anne.roy@ville.fr&gt;"}) {
        EXPECT_EQ(pasted_address(typed), "anne.roy@ville.fr") << typed;
    }
    EXPECT_EQ(pasted_address("jean\u2011luc@ville.fr"), "jean-luc@ville.fr");
    EXPECT_EQ(pasted_address("o’neil@ville.fr"), "o'neil@ville.fr");
    EXPECT_EQ(pasted_address("Anne.Roy+x@Ville.FR"), "Anne.Roy+x@Ville.FR");
}

TEST(PastedAddress, KeepsWhatMayBeMeant) {
    EXPECT_EQ(pasted_address("anne roy@ville.fr"), "anne roy@ville.fr");
    EXPECT_EQ(pasted_address("a@b.fr, c@d.fr"), "a@b.fr, c@d.fr");
    EXPECT_EQ(pasted_address("a@b.fr <c@d.fr>"), "a@b.fr <c@d.fr");
    EXPECT_EQ(pasted_address("a?b@c.fr"), "a?b@c.fr");
    EXPECT_EQ(pasted_address("Courriel : anne roy@ville.fr"), "Courriel : anne roy@ville.fr");
    EXPECT_EQ(pasted_address("a@b.fr (a@c.fr)"), "a@b.fr (a@c.fr");
    EXPECT_EQ(pasted_address(""), "");
    EXPECT_EQ(pasted_address("mailto:"), "mailto");
}

const std::string kPlain = "https://campus.example/l/ptms.AbC-_9/x-Y_z";

TEST(PastedLink, IsFoundInWhatFiltersAndMailProgramsMakeOfIt) {
    for (const std::string& typed : {
             kPlain,
             "<" + kPlain + ">",
             "« " + kPlain + " »",
             std::string("https://campus.example/l/pt\r\n  ms.AbC-_9/x-Y_z"),
             std::string("https://campus.example/l/ptms.Ab=\r\nC-_9/x-Y_z"),
             std::string("https://campus.example/l/ptms.Ab\u200BC-_9/x-Y_z"),
             std::string("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcampus."
                         "example%2Fl%2Fptms.AbC-_9%2Fx-Y_z&data=05%7C02%7C&reserved=0"),
             std::string("https://urldefense.proofpoint.com/v2/url?u=https-3A__campus.example_l_"
                         "ptms.AbC-2D-5F9_x-2DY-5Fz&d=DwMF&c=x&r=y"),
             std::string("https://urldefense.com/v3/__https://campus.example/l/ptms.AbC-_9/x-Y_z__;"
                         "!!token$"),
             std::string("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fcampus.example%2fl%2f"
                         "ptms.AbC-_9%2fx-Y_z&c=E,1,k&typo=1"),
             std::string(
                 "https://eu-west-1.protection.sophos.com/?d=campus.example&u=aHR0cHM6Ly9jYW1wdXMu"
                 "ZXhhbXBsZS9sL3B0bXMuQWJDLV85L3gtWV96&i=x"
             ),
             std::string("https://a.example/?u=https%253A%252F%252Fcampus.example%252Fl%252Fptms."
                         "AbC-_9%252Fx-Y_z"),
         }) {
        EXPECT_NE(pasted_link(typed, Blanks::Dropped).find(kPlain), std::string::npos) << typed;
    }
}

TEST(PastedLink, StaysBounded) {
    std::string nested(100'000, '%');
    for (int i = 0; i < 20'000; ++i) {
        nested += "25";
    }
    EXPECT_LE(pasted_link(nested, Blanks::Kept).size(), 8192U);
    EXPECT_EQ(pasted_link("a \u00A0\tb", Blanks::Kept), "a b");
    EXPECT_EQ(pasted_link("%zz%2", Blanks::Kept), "%zz%2");
}

}  // namespace
}  // namespace contreseing::text
