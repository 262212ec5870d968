#include "workflows/ground/local_time.hpp"

#include <cstdlib>

namespace contreseing::workflows {

LocalTime local_time(const ZoneTable& zone, Instant instant) {
    const auto offset = zone.offset_at(instant);
    const auto local = instant + offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - midnight).count();
    return {Day{midnight}, static_cast<int>(minutes / 60), static_cast<int>(minutes % 60), offset};
}

std::string two_digits(int value) {
    std::string text = std::to_string(value);
    return text.size() < 2 ? "0" + text : text;
}

std::string utc_offset(std::chrono::minutes offset) {
    const auto size = static_cast<int>(std::abs(offset.count()));
    return std::string("UTC") + (offset.count() < 0 ? "-" : "+") + two_digits(size / 60) + ":" +
           two_digits(size % 60);
}

}  // namespace contreseing::workflows
