#include "crypto/name_text.hpp"

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

std::string repeat(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

TEST(NameText, LeavesAnOrdinaryNameAlone) {
    EXPECT_EQ(name_text("Zoé d'Œuvrard-Müller 🖋"), "Zoé d'Œuvrard-Müller 🖋");
}

TEST(NameText, CutsAtSixtyFourCharactersNotBytes) {
    EXPECT_EQ(name_text(repeat("é", 200)), repeat("é", 64));
    EXPECT_EQ(name_text(repeat("🖋", 64)), repeat("🖋", 64));
}

TEST(NameText, CutsBetweenTwoWordsWhenMostOfTheTextStays) {
    EXPECT_EQ(name_text("Cachet du campus de demain", 22), "Cachet du campus de");
    EXPECT_EQ(name_text("Cachet du campus", 9), "Cachet du");
    EXPECT_EQ(name_text("Un établissement", 10), "Un établis");
}

TEST(NameText, NeverPartsALetterFromItsAccent) {
    EXPECT_EQ(name_text("abe\u0301\u0301", 3), "ab");
    EXPECT_EQ(name_text("a👩\u200D🚒", 3), "a");
    EXPECT_EQ(name_text("abc", 3), "abc");
}

TEST(NameText, TurnsControlCharactersIntoOneSpace) {
    EXPECT_EQ(name_text("  Jean\r\n\t Dupont\x7F "), "Jean Dupont");
    EXPECT_EQ(name_text(std::string_view("a\0b", 3)), "a b");
    EXPECT_EQ(name_text(" \r\n "), "");
}

TEST(NameText, DropsBidirectionalFormatting) {
    EXPECT_EQ(name_text("a\u202Eb\u2066c\u200Fd"), "abcd");
}

TEST(NameText, ReplacesInvalidBytes) {
    EXPECT_EQ(name_text("a\xFF\x62"), "a\uFFFDb");
    EXPECT_EQ(name_text("\xC3"), "\uFFFD");
    EXPECT_EQ(name_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
    EXPECT_EQ(name_text("\xC0\x80"), "\uFFFD\uFFFD");            // overlong
}

}  // namespace
}  // namespace contreseing::crypto
