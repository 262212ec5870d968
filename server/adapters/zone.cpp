#include "server/adapters/zone.hpp"

#include <date/tz.h>

namespace contreseing::server {

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
    return table;
}

}  // namespace contreseing::server
