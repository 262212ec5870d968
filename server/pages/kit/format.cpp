#include "server/pages/kit/format.hpp"

#include "workflows/ground/local_time.hpp"

namespace contreseing::server::pages {

namespace {

using workflows::Day;
using workflows::Instant;
using workflows::local_time;
using workflows::two_digits;
using workflows::utc_offset;

}  // namespace

std::string Format::day(Day day) const {
    const auto number = static_cast<unsigned>(day.day());
    const auto month = std::to_string(static_cast<unsigned>(day.month()));
    const auto number_text =
        number == 1 ? words_.text(locale_, "date.first") : std::to_string(number);
    return words_.fill(
        locale_,
        "date.day",
        {{"day", number_text},
         {"month", words_.text(locale_, "date.month." + month)},
         {"year", std::to_string(static_cast<int>(day.year()))}}
    );
}

std::string Format::date(Instant instant) const {
    return day(zone_.local_day(instant));
}

std::string Format::date_time(Instant instant) const {
    const auto clock = local_time(zone_, instant);
    const auto zone_key = "date.zone." + zone_.name;
    return words_.fill(
        locale_,
        "date.time",
        {{"date", day(clock.day)},
         {"hour", std::to_string(clock.hour)},
         {"hour2", two_digits(clock.hour)},
         {"minute", two_digits(clock.minute)},
         {"zone", words_.has(zone_key) ? words_.text(locale_, zone_key) : utc_offset(clock.offset)}}
    );
}

std::string Format::signature_time(Instant instant) const {
    const auto clock = local_time(zone_, instant);
    const auto day = static_cast<int>(static_cast<unsigned>(clock.day.day()));
    const auto month = static_cast<int>(static_cast<unsigned>(clock.day.month()));
    return words_.fill(
        locale_,
        "date.signature",
        {{"day", two_digits(day)},
         {"month", two_digits(month)},
         {"year", std::to_string(static_cast<int>(clock.day.year()))},
         {"hour", two_digits(clock.hour)},
         {"minute", two_digits(clock.minute)},
         {"offset", utc_offset(clock.offset)}}
    );
}

std::string grouped(const workflows::Sha256& digest) {
    const auto hex = workflows::to_hex(digest);
    std::string text;
    for (std::size_t at = 0; at < hex.size(); at += 8) {
        text += (at == 0 ? "" : " ") + hex.substr(at, 8);
    }
    return text;
}

}  // namespace contreseing::server::pages
