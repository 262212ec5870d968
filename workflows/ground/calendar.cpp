#include "workflows/ground/calendar.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month_day;
using std::chrono::sys_days;
using std::chrono::weekday;
using namespace std::chrono_literals;

/// Easter Sunday of the Gregorian calendar. Source: Meeus, « Astronomical Algorithms », ch. 8.
sys_days easter(std::chrono::year year) {
    const int y = int{year};
    const int a = y % 19;
    const int b = y / 100;
    const int c = y % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return sys_days{
        year / std::chrono::month{static_cast<unsigned>(n / 31)} /
        std::chrono::day{static_cast<unsigned>(n % 31 + 1)}};
}

constexpr month_day kFixed[] = {
    std::chrono::January / 1d,
    std::chrono::May / 1d,
    std::chrono::May / 8d,
    std::chrono::July / 14d,
    std::chrono::August / 15d,
    std::chrono::November / 1d,
    std::chrono::November / 11d,
    std::chrono::December / 25d,
};

constexpr days kGoodFriday{-2};
constexpr days kEasterMonday{1};
constexpr days kAscension{39};
constexpr days kWhitMonday{50};

}  // namespace

std::chrono::minutes ZoneTable::offset_at(Instant instant) const {
    const auto after = std::upper_bound(
        transitions.begin(),
        transitions.end(),
        instant,
        [](Instant at, const Transition& t) { return at < t.from; }
    );
    return after == transitions.begin() ? initial_offset : std::prev(after)->offset;
}

Day ZoneTable::local_day(Instant instant) const {
    return Day{floor<days>(instant + offset_at(instant))};
}

Instant ZoneTable::at(Day day, std::chrono::minutes time_of_day) const {
    const Instant local = sys_days{day} + time_of_day;
    // No zone jumps twice within two days: the clock shows `local` under one of these offsets.
    const minutes before = offset_at(local - 24h);
    const minutes after = offset_at(local + 24h);
    const Instant early = local - std::max(before, after);
    const Instant late = local - std::min(before, after);
    if (early + offset_at(early) == local) {
        return early;
    }
    if (late + offset_at(late) == local) {
        return late;
    }
    // The clock jumped over it: the jump itself is the first instant past that time.
    const auto jump = std::upper_bound(
        transitions.begin(),
        transitions.end(),
        early,
        [](Instant at, const Transition& t) { return at < t.from; }
    );
    return jump == transitions.end() ? late : jump->from;
}

bool is_public_holiday(Day day, HolidayZone zone) {
    const month_day date{day.month(), day.day()};
    if (std::find(std::begin(kFixed), std::end(kFixed), date) != std::end(kFixed)) {
        return true;
    }
    const days from_easter = sys_days{day} - easter(day.year());
    if (from_easter == kEasterMonday || from_easter == kAscension || from_easter == kWhitMonday) {
        return true;
    }
    return zone == HolidayZone::AlsaceMoselle &&
           (from_easter == kGoodFriday || date == std::chrono::December / 26d);
}

bool is_working_day(Day day, HolidayZone zone) {
    const weekday name{sys_days{day}};
    return name != std::chrono::Saturday && name != std::chrono::Sunday &&
           !is_public_holiday(day, zone);
}

Day add_working_days(Day day, int count, HolidayZone zone) {
    while (count > 0) {
        day = Day{sys_days{day} + days{1}};
        if (is_working_day(day, zone)) {
            --count;
        }
    }
    return day;
}

Day add_months(Day day, int months) {
    const auto month =
        std::chrono::year_month{day.year(), day.month()} + std::chrono::months{months};
    const Day same{month.year(), month.month(), day.day()};
    return same.ok() ? same : Day{month / std::chrono::last};
}

Day last_day_of_term(Day entry, int years) {
    return Day{sys_days{add_months(entry, 12 * years)} - days{1}};
}

}  // namespace contreseing::workflows
