#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// A point of time, UTC, to the microsecond (what PostgreSQL's timestamptz keeps). Enters the
/// domain by argument only (`received_at` of the request, due time of a timer).
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
/// A civil date without zone.
using Day = std::chrono::year_month_day;

/// RFC 3339 in UTC, always with six decimals and `Z`: `2026-03-12T09:00:00.000000Z`.
std::string to_text(Instant instant);
/// An RFC 3339 date-time of any offset, years 0000 to 9999; decimals past the sixth are dropped.
std::optional<Instant> parse_instant(std::string_view text);

/// ISO 8601 `2026-03-12`.
std::string to_text(Day day);
std::optional<Day> parse_day(std::string_view text);

}  // namespace contreseing::workflows
