#include "text/safe.hpp"

#include <string>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::text {
namespace {

TEST(SafeLines, HideNothing) {
    EXPECT_EQ(to_safe_lines("a\U000E0041b\u3164c\u202Ed", 100), "abcd");
    EXPECT_EQ(
        hiding_characters("é\U000E0041 \xFF\u200D\u3164\U000E0041\u00AD"), U"\U000E0041\u3164"
    );
}

TEST(SafeLines, KeepsLinesAndNothingThatHarms) {
    EXPECT_EQ(
        to_safe_lines("\r\n\n  a\tb \x1B[0m\r\n\n\n\nc\0d\xFF\u202Ee\n\n"s, 100), "a b [0m\n\nc d?e"
    );
    EXPECT_EQ(to_safe_lines("", 10), "");
    EXPECT_EQ(to_safe_lines("ééé\né", 7), "ééé");
    std::string long_line(5000, 'x');
    long_line.append("\n").append(50, 'y');
    EXPECT_LE(to_safe_lines(long_line, 100).size(), 100U);
}

}  // namespace
}  // namespace contreseing::text
