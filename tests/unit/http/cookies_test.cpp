#include "server/http/cookies.hpp"

#include "server/http/csrf.hpp"
#include "server/http/error.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

TEST(Cookies, ReadsPairsInTheirOrder) {
    EXPECT_EQ(parse_cookies("a=1; b=x=y;c="), (Fields{{"a", "1"}, {"b", "x=y"}, {"c", ""}}));
}

TEST(Cookies, LeavesOutWhatIsMalformedAndKeepsTheRest) {
    EXPECT_EQ(
        parse_cookies("; =v; a b=1; noequal; q=\"quoted\"; n=\xC3\xA9; ok=1;;"),
        (Fields{{"ok", "1"}})
    );
    EXPECT_TRUE(parse_cookies("").empty());
}

TEST(Cookies, WritesTheStrictAttributesByDefault) {
    EXPECT_EQ(format_cookie("s", "v", {}), "s=v; Path=/; Secure; HttpOnly; SameSite=Lax");
}

TEST(Cookies, WritesEveryAttribute) {
    EXPECT_EQ(
        format_cookie(
            "s",
            "",
            {.path = "/s",
             .max_age = std::chrono::seconds(0),
             .secure = false,
             .http_only = false,
             .same_site = SameSite::Strict}
        ),
        "s=; Path=/s; Max-Age=0; SameSite=Strict"
    );
}

TEST(Cookies, RefusesToWriteWhatWouldAddAttributesOrHeaders) {
    for (const char* value : {"a;b", "a\r\nSet-Cookie: x=y", "a b", "a,b", "a\"b", "\xC3\xA9"}) {
        EXPECT_THROW((void)format_cookie("s", value, {}), Error) << value;
        EXPECT_THROW((void)format_cookie(value, "v", {}), Error) << value;
    }
    for (const char* path : {"", "s", "/;Domain=x", "/\r\n"}) {
        EXPECT_THROW((void)format_cookie("s", "v", {.path = path}), Error) << path;
    }
    EXPECT_THROW((void)format_cookie("", "v", {}), Error);
}

TEST(Csrf, MatchesOnlyTheExpectedTokenAndNeverAnEmptyOne) {
    EXPECT_TRUE(csrf_matches("token", "token"));
    EXPECT_FALSE(csrf_matches("token", "token2"));
    EXPECT_FALSE(csrf_matches("token", ""));
    EXPECT_FALSE(csrf_matches("", ""));
}

}  // namespace
}  // namespace contreseing::server::http
