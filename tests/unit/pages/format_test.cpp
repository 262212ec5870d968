#include "server/pages/kit/format.hpp"

#include "tests/unit/pages/world.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

workflows::Instant at(const char* text) {
    return workflows::parse_instant(text).value();
}

}  // namespace

TEST(Format, WritesFrenchDatesWithTheirZoneAndUnbreakableSpaces) {
    const auto zone = paris();
    const Format french(shipped_pages().words(), zone, Locale::Fr);
    EXPECT_EQ(
        french.date_time(at("2026-03-12T09:00:00Z")),
        "12\u00a0mars\u00a02026 à\u00a010\u00a0h\u00a000 (heure de Paris)"
    );
    EXPECT_EQ(french.date(at("2026-08-01T00:30:00Z")), "1er\u00a0août\u00a02026");
}

TEST(Format, FollowsSummerTimeAndMidnight) {
    const auto zone = paris();
    const Format french(shipped_pages().words(), zone, Locale::Fr);
    EXPECT_EQ(
        french.date_time(at("2026-07-31T22:05:00Z")),
        "1er\u00a0août\u00a02026 à\u00a00\u00a0h\u00a005 (heure de Paris)"
    );
}

TEST(Format, WritesEnglishDates) {
    const auto zone = paris();
    const Format english(shipped_pages().words(), zone, Locale::En);
    EXPECT_EQ(english.date_time(at("2026-03-01T08:05:00Z")), "1 March 2026 at 09:05 (Paris time)");
}

TEST(Format, ShowsTheOffsetOfAZoneWithoutAName) {
    workflows::ZoneTable zone;
    zone.name = "America/Cayenne";
    zone.initial_offset = std::chrono::minutes{-180};
    const Format french(shipped_pages().words(), zone, Locale::Fr);
    EXPECT_NE(french.date_time(at("2026-03-12T09:00:00Z")).find("(UTC-03:00)"), std::string::npos);
}

TEST(Format, WritesTheTimePrintedInSignatures) {
    const auto zone = paris();
    const Format french(shipped_pages().words(), zone, Locale::Fr);
    EXPECT_EQ(french.signature_time(at("2026-03-12T09:00:00Z")), "12/03/2026 à 10:00 (UTC+01:00)");
    EXPECT_EQ(french.signature_time(at("2026-07-01T09:00:00Z")), "01/07/2026 à 11:00 (UTC+02:00)");
}

TEST(Format, GroupsDigestsByEight) {
    workflows::Sha256 digest;
    digest.bytes.fill(0xab);
    EXPECT_EQ(grouped(digest).substr(0, 17), "abababab abababab");
    EXPECT_EQ(grouped(digest).size(), 64U + 7U);
}

}  // namespace contreseing::server::pages::tests
