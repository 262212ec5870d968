#include "server/http/encoding.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

// Markus Kuhn's stress cases and the table of RFC 3629.
TEST(Encoding, KnowsWellFormedUtf8) {
    for (const char* text :
         {"",
          "abc",
          "\xC2\x80",
          "\xDF\xBF",
          "\xE0\xA0\x80",
          "\xED\x9F\xBF",
          "\xEE\x80\x80",
          "\xF0\x90\x80\x80",
          "\xF4\x8F\xBF\xBF",
          "h\xC3\xA9llo"}) {
        EXPECT_TRUE(is_utf8(text)) << testing::PrintToString(text);
    }
    for (const char* text :
         {"\x80",
          "\xBF",
          "\xC0\x80",
          "\xC1\xBF",
          "\xC2",
          "\xE0\x9F\xBF",
          "\xE0\xA0",
          "\xED\xA0\x80",
          "\xED\xBF\xBF",
          "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80",
          "\xFE",
          "\xFF",
          "a\xC3",
          "\xC3\x28",
          "\xE2\x82\x28",
          "\xF0\x9F\x98"}) {
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
    }
}

TEST(Encoding, QuotesAnyBytesAsJson) {
    EXPECT_EQ(json_quote("a\"b\\c\n\x01\x7f"), "\"a\\\"b\\\\c\\u000A\\u0001\\u007F\"");
    EXPECT_EQ(json_quote("é\xFF\xC3"), "\"é\xEF\xBF\xBD\xEF\xBF\xBD\"");
    EXPECT_EQ(json_quote(std::string_view("\0", 1)), "\"\\u0000\"");
}

TEST(Encoding, ComparesInConstantTimeAsEqualityDoes) {
    EXPECT_TRUE(equals_in_constant_time("", ""));
    EXPECT_TRUE(equals_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equals_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equals_in_constant_time("abc", "abcd"));
    EXPECT_FALSE(equals_in_constant_time("abcd", "abc"));
    EXPECT_FALSE(equals_in_constant_time("", "a"));
}

TEST(Encoding, ComparesWithoutCaseForLettersOnly) {
    EXPECT_TRUE(equals_ignoring_case("Content-TYPE", "content-type"));
    EXPECT_FALSE(equals_ignoring_case("a[", "a{"));
    EXPECT_FALSE(equals_ignoring_case("ab", "abc"));
}

}  // namespace
}  // namespace contreseing::server::http
