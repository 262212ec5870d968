#pragma once

#include "workflows/ground/calendar.hpp"

#include <string>

namespace contreseing::workflows {

/// What a zone's clock shows, to the minute.
struct LocalTime {
    Day day;
    int hour = 0;
    int minute = 0;
    std::chrono::minutes offset{0};
};

LocalTime local_time(const ZoneTable& zone, Instant instant);

/// « 07 »
std::string two_digits(int value);
/// « UTC+01:00 »
std::string utc_offset(std::chrono::minutes offset);

}  // namespace contreseing::workflows
