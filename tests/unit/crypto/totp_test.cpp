#include "crypto/totp.hpp"

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

Instant at_second(std::int64_t seconds) {
    return Instant(std::chrono::seconds(seconds));
}

// RFC 6238, appendix B (SHA-1), the last six of its eight digits.
TEST(Totp, MatchesTheVectorsOfRfc6238) {
    const std::pair<std::int64_t, const char*> vectors[] = {
        {59, "287082"},
        {1111111109, "081804"},
        {1111111111, "050471"},
        {1234567890, "005924"},
        {2000000000, "279037"},
        {20000000000, "353130"}};
    for (const auto& [seconds, code] : vectors) {
        EXPECT_EQ(totp_code(as_bytes(kSecret), totp_step(at_second(seconds))), code);
    }
}

TEST(Totp, AcceptsOneStepEitherSideAndSaysWhich) {
    const auto now = at_second(1111111111);
    const std::int64_t step = totp_step(now);
    for (const std::int64_t near : {step - 1, step, step + 1}) {
        EXPECT_EQ(match_totp(as_bytes(kSecret), totp_code(as_bytes(kSecret), near), now), near);
    }
    for (const std::int64_t far : {step - 2, step + 2}) {
        EXPECT_FALSE(match_totp(as_bytes(kSecret), totp_code(as_bytes(kSecret), far), now));
    }
}

TEST(Totp, RefusesCodesOfAnotherShape) {
    for (const char* code : {"", "50471", "0050471", "05047a", " 050471"}) {
        EXPECT_FALSE(match_totp(as_bytes(kSecret), code, at_second(1111111111))) << code;
    }
}

TEST(Totp, WritesAnEscapedUri) {
    EXPECT_EQ(
        totp_uri(as_bytes("Hello!"), "Université & Cie", "a@b.fr"),
        "otpauth://totp/Universit%C3%A9%20%26%20Cie:a%40b.fr?secret=JBSWY3DPEE"
        "&issuer=Universit%C3%A9%20%26%20Cie&algorithm=SHA1&digits=6&period=30"
    );
}

TEST(Totp, MakesSecretsOfTwentyBytes) {
    EXPECT_EQ(new_totp_secret().size(), 20U);
    EXPECT_NE(new_totp_secret(), new_totp_secret());
}

}  // namespace
}  // namespace contreseing::crypto
