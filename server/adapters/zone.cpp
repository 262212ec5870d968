#include "server/adapters/zone.hpp"

#include <chrono>
#include <date/tz.h>

namespace contreseing::server {

namespace {

using workflows::Instant;
using workflows::ZoneTable;

/// The same change of hour in another year: the same weekday of its month, by the zone's clock.
Instant in_year(std::chrono::year year, Instant change, std::chrono::minutes offset_before) {
    const auto local = change + offset_before;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::weekday weekday(day);
    const auto month = year / date.month();
    const bool is_last =
        std::chrono::year_month_day(day + std::chrono::days(7)).month() != date.month();
    const auto number = (static_cast<unsigned>(date.day()) - 1) / 7 + 1;
    const auto same_day = is_last ? std::chrono::sys_days(month / weekday[std::chrono::last])
                                  : std::chrono::sys_days(month / weekday[number]);
    return same_day + (local - day) - offset_before;
}

/// The system's tables end in 2037; its rule for what comes after is not read by the library, so
/// the two changes of the last year in the table are carried on.
void carry_on(ZoneTable& table, std::chrono::year last) {
    const auto size = table.transitions.size();
    if (size < 3) {
        return;
    }
    const auto year_of = [](Instant instant) {
        return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant)).year();
    };
    const auto first = table.transitions[size - 2];
    const auto second = table.transitions[size - 1];
    const auto known = year_of(second.from);
    if (year_of(first.from) != known || known < std::chrono::year(2037)) {
        return;
    }
    for (auto year = known + std::chrono::years(1); year <= last; ++year) {
        table.transitions.push_back({in_year(year, first.from, second.offset), first.offset});
        table.transitions.push_back({in_year(year, second.from, first.offset), second.offset});
    }
}

}  // namespace

workflows::ZoneTable load_zone(const std::string& name) {
    using std::chrono::time_point_cast;
    const auto* zone = date::locate_zone(name);
    const auto first = date::sys_days(date::year(2000) / 1 / 1);
    const auto last = date::sys_days(date::year(2060) / 1 / 1);

    workflows::ZoneTable table;
    table.name = name;
    auto info = zone->get_info(date::sys_seconds(first));
    table.initial_offset = std::chrono::duration_cast<std::chrono::minutes>(info.offset);
    while (info.end < last) {
        info = zone->get_info(info.end);
        table.transitions.push_back(
            {time_point_cast<std::chrono::microseconds>(info.begin),
             std::chrono::duration_cast<std::chrono::minutes>(info.offset)}
        );
    }
    carry_on(table, std::chrono::year(2059));
    return table;
}

}  // namespace contreseing::server
