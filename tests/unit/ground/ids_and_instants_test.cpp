#include "workflows/ground/ids.hpp"
#include "workflows/ground/instant.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

using namespace std::chrono_literals;

TEST(Ids, UuidKeepsItsTextBothWays) {
    const std::string text = "0190f6c2-7b1e-7c3a-8f00-0123456789ab";
    const auto id = parse_id<ConventionId>(text);
    ASSERT_TRUE(id);
    EXPECT_EQ(to_string(*id), text);
    EXPECT_FALSE(id->is_nil());
    EXPECT_EQ(parse_uuid("0190F6C2-7B1E-7C3A-8F00-0123456789AB"), id->bytes);
}

TEST(Ids, UuidRefusesEveryOtherForm) {
    for (const std::string_view text :
         {"",
          "0190f6c27b1e7c3a8f000123456789ab",
          "{0190f6c2-7b1e-7c3a-8f00-0123456789ab}",
          "0190f6c2-7b1e-7c3a-8f00-0123456789ag",
          "0190f6c2-7b1e-7c3a-8f00-0123456789ab ",
          "0190f6c27-b1e-7c3a-8f00-0123456789ab",
          "0190f6c2-7b1e-7c3a-8f00-0123456789a"}) {
        EXPECT_FALSE(parse_uuid(text)) << text;
    }
}

TEST(Ids, CampusIdIsShortAndLowerCase) {
    EXPECT_EQ(parse_campus_id("ptms30")->text, "ptms30");
    for (const std::string_view text : {"", "a", "Ptms", "3ab", "a-b", "abcdefghijklm", "é1"}) {
        EXPECT_FALSE(parse_campus_id(text)) << text;
    }
}

TEST(Ids, Sha256KeepsItsHexBothWays) {
    const std::string hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    ASSERT_TRUE(parse_sha256(hex));
    EXPECT_EQ(to_hex(*parse_sha256(hex)), hex);
    EXPECT_FALSE(parse_sha256(hex.substr(1)));
    EXPECT_FALSE(parse_sha256(std::string(64, 'g')));
}

TEST(Instants, WritesSixDecimalsAndReadsFewer) {
    const auto instant = parse_instant("2026-03-12T09:00:00.25Z");
    ASSERT_TRUE(instant);
    EXPECT_EQ(to_text(*instant), "2026-03-12T09:00:00.250000Z");
    EXPECT_EQ(parse_instant("2026-03-12T09:00:00Z"), *instant - 250ms);
    EXPECT_EQ(to_text(Instant{-1us}), "1969-12-31T23:59:59.999999Z");
}

TEST(Instants, ReadsEveryFormOfTheStandard) {
    const struct {
        std::string_view text;
        std::string_view utc;
    } cases[] = {
        {"2026-12-24T23:59:59+01:00", "2026-12-24T22:59:59.000000Z"},
        {"2026-12-24T23:59:59-09:30", "2026-12-25T09:29:59.000000Z"},
        {"2026-12-24t23:59:59z", "2026-12-24T23:59:59.000000Z"},
        {"2026-12-24T23:59:59-00:00", "2026-12-24T23:59:59.000000Z"},
        {"2026-12-24T23:59:59.123456789+00:00", "2026-12-24T23:59:59.123456Z"},
        {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000000Z"},
        // RFC 3339 5.8.
        {"1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000000Z"},
        {"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.000000Z"},
        {"1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870000Z"},
    };
    for (const auto& [text, utc] : cases) {
        ASSERT_TRUE(parse_instant(text)) << text;
        EXPECT_EQ(to_text(*parse_instant(text)), utc) << text;
    }
}

TEST(Instants, RefusesWhatIsNotOne) {
    for (const std::string_view text :
         {"",
          "2026-03-12",
          "2026-03-12T09:00:00",
          "2026-03-12 09:00:00Z",
          "2026-02-29T00:00:00Z",
          "2026-03-12T24:00:00Z",
          "2026-03-12T09:60:00Z",
          "2026-03-12T09:00:61Z",
          "2026-03-12T09:00:00.Z",
          "2026-03-12T09:00:00,5Z",
          "2026-03-12T09:00:00+01",
          "2026-03-12T09:00:00+0100",
          "2026-03-12T09:00:00+24:00",
          "2026-03-12T09:00:00+01:60",
          "2026-03-12T09:00:00 +01:00",
          "2026-03-12T09:00:00+01:00Z",
          "2026-03-12T09:00:00 01:00",
          "0000-01-01T00:00:00+00:01",
          "9999-12-31T23:59:59-00:01",
          "2026-03-12T09:00:00Zx",
          "+026-03-12T09:00:00Z"}) {
        EXPECT_FALSE(parse_instant(text)) << text;
    }
}

TEST(Instants, DayKeepsItsTextAndMustExist) {
    EXPECT_EQ(to_text(*parse_day("2024-02-29")), "2024-02-29");
    for (const std::string_view text :
         {"2023-02-29", "2024-2-29", "2024-13-01", "2024-00-10", ""}) {
        EXPECT_FALSE(parse_day(text)) << text;
    }
}

}  // namespace
}  // namespace contreseing::workflows
