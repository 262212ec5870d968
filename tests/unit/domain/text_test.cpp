#include "workflows/ground/text.hpp"

#include "text/utf8.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

TEST(Email, AcceptsOrdinaryAddresses) {
    for (const std::string_view text :
         {"maire@ville.example",
          "a.b+c_d-e@sub.domain.example",
          "o'brien@x.example",
          "A@localhost.localdomain",
          "x=y@a-b.example"}) {
        const auto email = parse_email(text);
        ASSERT_TRUE(email) << text;
        EXPECT_EQ(email->text, text);
    }
}

TEST(Words, AreFoundWithNoLetterOrDigitAtEitherSide) {
    for (const std::string_view text :
         {"Li",
          "li, hier",
          "« Li »",
          "l’Li",
          "<LI@x.example>",
          "(li)",
          "M.\u00A0Li\u2009!",
          "\u200BLi\n"}) {
        EXPECT_NE(find_words(text, "Li"), std::string_view::npos) << text;
    }
    for (const std::string_view text :
         {"",
          "L",
          "Lille",
          "alli",
          "Li2",
          "2li",
          "éLi",
          "Lié",
          "Лi",
          "Liß",
          "ﬁLi",
          "李Li",
          "x\u00B5Li"}) {
        EXPECT_EQ(find_words(text, "Li"), std::string_view::npos) << text;
    }
    EXPECT_EQ(find_words("Lille Li", "Li"), 6U);
    EXPECT_EQ(find_words("Li Li", "Li", 1), 3U);
    EXPECT_EQ(find_words("Li", "Li", 3), std::string_view::npos);
    EXPECT_EQ(find_words("Li", ""), std::string_view::npos);
    EXPECT_EQ(find_words("é \xA9Li", "Li"), 4U) << "what is not UTF-8 is no letter";
    EXPECT_EQ(find_words("Élise\xC3", "Élise"), 0U);
}

TEST(Email, RefusesWhatCouldHurtAHeaderOrAnSmtpDialogue) {
    for (const std::string_view text :
         {"",
          "@",
          "a@",
          "@b",
          "a@b@c",
          "a b@c",
          " a@b",
          "a@b ",
          "a@b\r\nRCPT TO:<x@y>",
          "a@b\n",
          "a@b,c@d",
          "<a@b>",
          "\"a\"@b",
          "a@[127.0.0.1]",
          "é@b.fr",
          "a@é.fr",
          "anne.roy@exemple",
          "a@10.0.0.1",
          ".a@b",
          "a.@b",
          "a..b@c",
          "a@.b",
          "a@b.",
          "a@-b",
          "a@b-",
          "a%b@c",
          "a!b@c",
          "a|b@c",
          "a;b@c",
          "a(b)@c"}) {
        EXPECT_FALSE(parse_email(text)) << text;
    }
    EXPECT_FALSE(parse_email(std::string_view("a\0@b", 4)));
    EXPECT_FALSE(parse_email(std::string(65, 'a') + "@b.example"));
    EXPECT_FALSE(parse_email("a@" + std::string(64, 'b') + ".example"));
    std::string long_domain = "a@";
    while (long_domain.size() < 255) {
        long_domain += "abcdefgh.";
    }
    EXPECT_FALSE(parse_email(long_domain + "example"));
}

TEST(Email, ComparesWithoutCase) {
    EXPECT_TRUE(same_mailbox({"Maire@Ville.example"}, {"maire@ville.EXAMPLE"}));
    EXPECT_FALSE(same_mailbox({"maire@ville.example"}, {"maire@ville.exampl"}));
}

TEST(Line, KeepsFrenchAndEmojiAndTrims) {
    EXPECT_EQ(
        parse_line("  Mme Éloïse d’Œuvre 🖋\xC2\xA0 "), "Mme Éloïse d’Œuvre 🖋"
    );
    EXPECT_EQ(parse_line(""), "");
    EXPECT_EQ(parse_line("=cmd|'/C calc'!A0"), "=cmd|'/C calc'!A0");
}

TEST(Line, IsEmptyWhenNothingOfItWouldBeSeen) {
    for (const std::string_view text :
         {"\u00AD",
          "\u034F",
          "\u180E",
          "\u200B",
          "\u200C\u200D",
          "\u2003",
          "\u2060",
          "\u2064",
          "\u3000",
          "\uFE0F",
          "\uFEFF",
          " \u200B\u00A0\u2060 \uFEFF\u00AD "}) {
        EXPECT_EQ(parse_line(text), "") << text;
        EXPECT_EQ(parse_paragraph(std::string(text) + "\n\n" + std::string(text)), "") << text;
    }
}

TEST(Line, DropsWhatIsCopiedAlongAndNotSeen) {
    EXPECT_EQ(parse_line("co\u00ADopération"), "coopération");
    EXPECT_EQ(parse_line("a\u200Bb\uFEFFc\u2060d\u034Fe\u2064"), "abcde");
    EXPECT_EQ(parse_line("Du\u200Cpont\uFE0E \u200DRoy"), "Dupont Roy");
    EXPECT_EQ(parse_paragraph("un\u200B\nde\u00ADux"), "un\ndeux");
}

// Source: Unicode emoji 15, sequences with a joiner or a selector.
TEST(Line, KeepsWhatShapesTheSignBeforeIt) {
    for (const std::string_view text : {"👩\u200D⚖\uFE0F", "❤\uFE0F\u200D🔥", "می\u200Cخواهم"}) {
        EXPECT_EQ(parse_line(text), text);
    }
    EXPECT_EQ(parse_line("😀\uFE0F\uFE0E\uFE01\uFE02\u200D"), "😀\uFE0F\u200D") << "a run of them";
    EXPECT_EQ(parse_line("😀\u200D\u200D\uFE0F!"), "😀\u200D!");
}

TEST(Line, RefusesWhatHidesWords) {
    for (const std::string_view text :
         {"Roy\U000E0041\U000E0042",
          "\U000E0041",
          "a\U000E0101",
          "a\u3164b",
          "\u2800",
          "\u115F",
          "\uFFA0",
          "a\u206Fb",
          "a\uFFF9b",
          "a\u200Fb",
          "a\u2068b"}) {
        EXPECT_FALSE(parse_line(text)) << text;
        EXPECT_FALSE(parse_name(text)) << text;
        EXPECT_FALSE(parse_paragraph(text)) << text;
    }
}

TEST(Line, RefusesControlsAndReordering) {
    for (const std::string_view text :
         {"a\nb",
          "a\rb",
          "a\tb",
          "a\x7f",
          "a\x1b[0m",
          "a\xC2\x85"
          "b",
          "a\xE2\x80\xAE"
          "b",
          "a\xE2\x81\xA6"
          "b",
          "\xE2\x80\x8F"
          "a",
          "a\xD8\x9C"
          "b",
          "a\xE2\x80\xA8"
          "b"}) {
        EXPECT_FALSE(parse_line(text)) << text;
    }
    EXPECT_FALSE(parse_line(std::string_view("a\0b", 3)));
}

TEST(Line, RefusesBytesThatAreNotUtf8) {
    for (const std::string_view text :
         {"\xff",
          "a\x80",
          "\xC3",
          "\xC0\xAF",
          "\xE0\x80\xAF",
          "\xED\xA0\x80",
          "\xF4\x90\x80\x80",
          "\xF8\x88\x80\x80\x80",
          "\xE2\x82"}) {
        EXPECT_FALSE(parse_line(text));
        EXPECT_FALSE(text::is_utf8(text));
    }
}

TEST(Line, CountsCharactersAndNotBytes) {
    std::string accents;
    for (int i = 0; i < 200; ++i) {
        accents += "é";
    }
    EXPECT_TRUE(parse_line(accents));
    EXPECT_TRUE(parse_line(accents + "   "));
    EXPECT_FALSE(parse_line(accents + "é"));
    EXPECT_EQ(parse_line("abc", 2), std::nullopt);
}

TEST(Paragraph, KeepsLinesAndNormalisesBreaks) {
    EXPECT_EQ(
        parse_paragraph("\r\nun\r\ndeux\rtrois\n\tquatre\xE2\x80\xA8"
                        "cinq\n\n"),
        "un\ndeux\ntrois\n\tquatre\ncinq"
    );
    EXPECT_FALSE(
        parse_paragraph("a\x01"
                        "b")
    );
    EXPECT_FALSE(
        parse_paragraph("a\xE2\x80\xAE"
                        "b")
    );
}

// Source: UAX #15, and the Unicode charts of the presentation forms.
TEST(Line, IsComposedAndHasNoPresentationForm) {
    EXPECT_EQ(parse_line("Nguye\u0302\u0303n Thi\u0323"), "Nguyễn Thị");
    EXPECT_EQ(parse_line("l’O\uFB03ce, \uFB01n, \uFB06op"), "l’Office, fin, stop");
    EXPECT_EQ(parse_line("ＭＡＩＲＩＥ ２"), "MAIRIE 2");
    EXPECT_EQ(parse_line("\U0001D400\U0001D427\U0001D427\U0001D41E"), "Anne");
    EXPECT_EQ(parse_line("½ n° № … ² ℓ é"), "½ n° № … ² ℓ é");
    EXPECT_EQ(parse_paragraph("e\u0301\ne\u0300"), "é\nè");
    EXPECT_EQ(parse_line("q\u0303"), "q\u0303") << "no letter carries it";
    // The bound is of what is kept.
    EXPECT_TRUE(parse_line(std::string("e\u0301e\u0301"), 2));
}

TEST(Line, OfWhatNobodyCanSeeIsNone) {
    for (const std::string_view text :
         {"\uE000\uE001", "\U000E0041\uE000", "\U000F0000", "\u0378", "\u0301", " \u0301 "}) {
        EXPECT_FALSE(parse_line(text)) << text;
    }
    EXPECT_EQ(parse_line("\u200B\u200D"), "") << "nothing was typed";
    EXPECT_TRUE(parse_line("a\uE000"));
}

TEST(Name, HoldsALetterOrAFigure) {
    for (const std::string_view text : {"", "Anne Roy", "42", "日本", "M. 3"}) {
        EXPECT_TRUE(parse_name(text)) << text;
    }
    for (const std::string_view text : {"—", ".", "😀", "\uE000", "☐ …", "a\nb"}) {
        EXPECT_FALSE(parse_name(text)) << text;
    }
}

}  // namespace
}  // namespace contreseing::workflows
