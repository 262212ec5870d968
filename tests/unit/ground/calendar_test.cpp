#include "workflows/ground/calendar.hpp"

#include "tests/support/source_dir.hpp"
#include "tests/unit/domain/scene.hpp"
#include "workflows/domain/names.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using testing::at;
using testing::day;
using testing::paris;

struct Vector {
    std::string rule;
    HolidayZone zone;
    Day input;
    int count;
    std::string expected;
};

std::vector<Vector> vectors(const std::string& rule) {
    std::ifstream file(CONTRESEING_SOURCE_DIR "/tests/data/calendar/vectors.csv");
    std::vector<Vector> out;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::stringstream cells(line);
        std::string name, zone, input, count, expected;
        std::getline(cells, name, ',');
        std::getline(cells, zone, ',');
        std::getline(cells, input, ',');
        std::getline(cells, count, ',');
        std::getline(cells, expected);
        if (name == rule) {
            out.push_back(
                {name, from_name<HolidayZone>(zone).value(), day(input), std::stoi(count), expected}
            );
        }
    }
    EXPECT_FALSE(out.empty()) << rule;
    return out;
}

TEST(Calendar, KnowsThePublicHolidaysOfBothZones) {
    for (const auto& v : vectors("holiday")) {
        EXPECT_EQ(is_public_holiday(v.input, v.zone), v.expected == "yes") << to_text(v.input);
    }
}

TEST(Calendar, HasElevenHolidaysAYearAndThirteenInAlsaceMoselle) {
    for (const auto& v : vectors("year_count")) {
        int found = 0;
        for (sys_days date{v.input}; Day{date}.year() == v.input.year(); date += days{1}) {
            found += is_public_holiday(Day{date}, v.zone) ? 1 : 0;
        }
        // 2008: Ascension fell on the first of May.
        EXPECT_EQ(found, v.count) << v.expected;
    }
}

TEST(Calendar, MovesADelayThatEndsOnAFreeDayToTheNextWorkingDay) {
    for (const auto& v : vectors("days_642")) {
        const Day last{sys_days{v.input} + days{v.count}};
        const Day moved = add_working_days(Day{sys_days{last} - days{1}}, 1, v.zone);
        EXPECT_EQ(to_text(moved), v.expected) << to_text(v.input);
    }
}

TEST(Calendar, AddsMonthsToTheSameQuantiemeOrTheLastDay) {
    for (const auto& v : vectors("months")) {
        EXPECT_EQ(to_text(add_months(v.input, v.count)), v.expected) << to_text(v.input);
    }
}

TEST(Calendar, EndsATermTheDayBeforeItsAnniversary) {
    for (const auto& v : vectors("term")) {
        EXPECT_EQ(to_text(last_day_of_term(v.input, v.count)), v.expected) << to_text(v.input);
    }
}

TEST(Calendar, CountsWorkingDaysFromTheDayAfter) {
    for (const auto& v : vectors("working")) {
        EXPECT_EQ(to_text(add_working_days(v.input, v.count, v.zone)), v.expected)
            << to_text(v.input);
    }
}

TEST(Zone, ShowsTheLocalDayOnBothSidesOfMidnightAndOfSummerTime) {
    const auto zone = paris();
    EXPECT_EQ(zone.local_day(at("2026-01-31T22:59:59.999999Z")), day("2026-01-31"));
    EXPECT_EQ(zone.local_day(at("2026-01-31T23:00:00Z")), day("2026-02-01"));
    EXPECT_EQ(zone.local_day(at("2026-07-31T22:00:00Z")), day("2026-08-01"));
    EXPECT_EQ(zone.offset_at(at("2026-03-29T00:59:59Z")), 60min);
    EXPECT_EQ(zone.offset_at(at("2026-03-29T01:00:00Z")), 120min);
}

TEST(Zone, FindsTheInstantOfALocalTime) {
    const auto zone = paris();
    EXPECT_EQ(zone.at(day("2026-03-12"), 9h), at("2026-03-12T08:00:00Z"));
    EXPECT_EQ(zone.at(day("2026-07-12"), 9h), at("2026-07-12T07:00:00Z"));
    EXPECT_EQ(zone.at(day("2026-03-29"), 9h), at("2026-03-29T07:00:00Z"));
    EXPECT_EQ(zone.at(day("2026-10-25"), 9h), at("2026-10-25T08:00:00Z"));
}

TEST(Zone, TakesTheFirstOfTwoAndTheJumpForNone) {
    const auto zone = paris();
    EXPECT_EQ(zone.at(day("2026-10-25"), 2h + 30min), at("2026-10-25T00:30:00Z"));
    EXPECT_EQ(zone.at(day("2026-03-29"), 2h + 30min), at("2026-03-29T01:00:00Z"));
    EXPECT_EQ(zone.at(day("2026-03-29"), 3h), at("2026-03-29T01:00:00Z"));
    EXPECT_EQ(ZoneTable{}.at(day("2026-03-29"), 9h), at("2026-03-29T08:00:00Z"));
}

TEST(Names, EveryWordLeadsBackToItsEnumerator) {
    const auto check = [](auto first) {
        using E = decltype(first);
        std::set<std::string_view> seen;
        for (const auto name : names_of<E>()) {
            const auto value = from_name<E>(name);
            ASSERT_TRUE(value) << name;
            EXPECT_EQ(name_of(*value), name);
            EXPECT_TRUE(seen.insert(name).second) << name;
        }
        EXPECT_FALSE(from_name<E>("nothing_of_the_kind"));
    };
    check(Stage{});
    check(Refusal{});
    check(Actor::Kind{});
    check(Slot::Status{});
    check(VoteKind{});
    check(OpinionChoice{});
    check(OpinionOutcome{});
    check(OpinionClosing{});
    check(OpinionRule{});
    check(FieldSpec::Kind{});
    check(TermSpec::Kind{});
    check(HolidayZone{});
    check(Locale{});
    check(Check::Verdict{});
    EXPECT_EQ(name_of(Command(RecordDeliveryFailure{})), "record_delivery_failure");
    EXPECT_EQ(name_of(Command(RecordAutomaticReply{})), "record_automatic_reply");
    EXPECT_EQ(name_of(Event(ConventionAbandoned{})), "convention_abandoned");
    EXPECT_EQ(name_of(Event(AutomaticReplyReceived{})), "automatic_reply_received");
}

}  // namespace
}  // namespace contreseing::workflows
