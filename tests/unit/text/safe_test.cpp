#include "text/safe.hpp"

#include <string>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::text {
namespace {

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
