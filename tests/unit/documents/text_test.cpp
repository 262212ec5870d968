#include "documents/pdf/text.hpp"

#include "documents/pdf/appearance.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::documents::pdf {
namespace {

/// Every printable ASCII letter half an em wide, and the ellipsis.
std::map<char32_t, int> half_em() {
    std::map<char32_t, int> widths;
    for (char32_t c = 0x20; c < 0x7F; ++c) {
        widths[c] = 500;
    }
    widths[0x2026] = 500;
    return widths;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

/// The lowest baseline drawn.
double lowest_baseline(const std::string& content) {
    double lowest = 1e9;
    for (std::size_t at = content.find(" Tm"); at != std::string::npos;
         at = content.find(" Tm", at + 1)) {
        const std::size_t space = content.rfind(' ', at - 1);
        lowest = std::min(lowest, std::stod(content.substr(space + 1, at - space - 1)));
    }
    return lowest;
}

TEST(Text, ComposesLettersAndTheirMarks) {
    EXPECT_EQ(displayable("Re\xCC\x81my"), U"R\u00E9my");
}

TEST(Text, DropsWhatReordersOrHides) {
    EXPECT_EQ(displayable("a\u202Eb\u200Fc\u2066d\u200Be\uFEFF\u00ADf"), U"abcdef");
}

TEST(Text, TurnsControlCharactersIntoOneSpace) {
    EXPECT_EQ(displayable("\r\nMaire\r\n\t de\0 X "), U"Maire de");
    EXPECT_EQ(displayable(std::string_view("a\0b", 3)), U"a b");
}

TEST(Text, ReplacesBrokenUtf8) {
    EXPECT_EQ(displayable("a\xFFz"), U"a\uFFFDz");
    EXPECT_EQ(displayable("\xC0\xAF"), U"\uFFFD\uFFFD");
    EXPECT_EQ(displayable("\xE2\x82"), U"\uFFFD\uFFFD");
    EXPECT_EQ(displayable("\xED\xA0\x80"), U"\uFFFD\uFFFD\uFFFD");
}

TEST(Text, EscapesAsciiAndWritesTheRestAsUtf16) {
    EXPECT_EQ(text_string("a(b)\\"), "(a\\(b\\)\\\\)");
    EXPECT_EQ(text_string("é"), "<FEFF00E9>");
    EXPECT_EQ(text_string("😀"), "<FEFFD83DDE00>");
}

/// The verifier refuses objects that strings spell, and our own strings come from people.
TEST(Text, SpellsNoObject) {
    EXPECT_EQ(text_string("1 0 obj"), "<FEFF0031002000300020006F0062006A>");
}

TEST(Text, WritesDatesInUtc) {
    using namespace std::chrono;
    EXPECT_EQ(pdf_date(sys_days{year{2026} / 3 / 12} + 9h + 5min + 7s), "D:20260312090507Z");
}

TEST(Appearance, ShowsOneQuestionMarkForARunTheFontCannotDraw) {
    const std::string content = appearance_content({{{"A😀👍B"}}}, {200, 50}, half_em());
    EXPECT_NE(content.find("<0041003F0042>"), std::string::npos) << content;
}

TEST(Appearance, WrapsAtSpacesAndStaysInsideTheBox) {
    const std::string content =
        appearance_content({{{"un deux trois quatre cinq six sept"}}}, {60, 60}, half_em());
    EXPECT_GT(count(content, "Tj"), 2U);
    EXPECT_GE(lowest_baseline(content), 0);
}

TEST(Appearance, CutsATwoHundredCharacterNameWithAnEllipsis) {
    const std::string content = appearance_content(
        {{{std::string(200, 'N'), 1.2}, {"Maire"}, {"12/03/2026"}}}, {100, 30}, half_em()
    );
    EXPECT_NE(content.find("2026>Tj"), std::string::npos) << content;
    EXPECT_NE(content.find("<004D0061006900720065>"), std::string::npos) << "the office is there";
    EXPECT_GE(lowest_baseline(content), 0);
}

TEST(Appearance, FillsATinyBoxWithTinyLettersAndEndsForAnEmptyOne) {
    EXPECT_GE(lowest_baseline(appearance_content({{{"a"}, {"b"}, {"c"}}}, {10, 6}, half_em())), 0);
    EXPECT_EQ(count(appearance_content({}, {100, 30}, half_em()), "Tj"), 0U);
    EXPECT_EQ(count(appearance_content({{{"\u200F"}}}, {100, 30}, half_em()), "Tj"), 0U);
}

TEST(Appearance, OutlinesTheStampsAreaOnlyWhenThereIsOne) {
    EXPECT_EQ(count(appearance_content({{{"a"}}}, {100, 30}, half_em()), " re S"), 0U);
    // A frame that stayed empty would look like something still to be done.
    EXPECT_EQ(count(appearance_content({{{"a"}}}, {100, 30, true}, half_em()), " re S"), 0U);
    const Appearance stamped{{{"a"}}, {{"b"}}};
    const std::string content = appearance_content(stamped, {100, 30, true}, half_em());
    EXPECT_EQ(count(content, " re S"), 1U);
    EXPECT_EQ(count(content, "Tj"), 2U);
    EXPECT_EQ(count(appearance_content(stamped, {100, 30, false}, half_em()), "Tj"), 2U);
}

}  // namespace
}  // namespace contreseing::documents::pdf
