#include "mail/formatter.hpp"

#include "mail/error.hpp"
#include "workflows/ground/local_time.hpp"

#include <array>
#include <fstream>
#include <string_view>
#include <utility>

namespace contreseing::mail {

namespace {

constexpr std::string_view kMonth = "month.";
constexpr std::string_view kZone = "zone.";

using Blank = std::pair<std::string_view, std::string>;

template <std::size_t N>
std::string filled(std::string words, const std::array<Blank, N>& blanks) {
    for (const auto& [key, text] : blanks) {
        const std::string blank = "{{" + std::string(key) + "}}";
        if (const auto at = words.find(blank); at != std::string::npos) {
            words.replace(at, blank.size(), text);
        }
    }
    return words;
}

}  // namespace

Formatter::Formatter(const std::filesystem::path& words, workflows::ZoneTable zone)
    : zone_(std::move(zone)) {
    const auto refuse = [&words](const std::string& why) {
        throw Error(Error::Code::BadTemplate, words.filename().string() + ": " + why);
    };
    std::ifstream in(words);
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos || colon + 2 == line.size() ||
            !words_.emplace(line.substr(0, colon), line.substr(colon + 2)).second) {
            refuse("no `key: words` of its own: " + line);
        }
    }
    for (const std::string key : {"day", "first", "instant"}) {
        if (!words_.contains(key)) {
            refuse("no " + key);
        }
    }
    for (int month = 1; month <= 12; ++month) {
        const auto key = std::string(kMonth) + std::to_string(month);
        if (!words_.contains(key)) {
            refuse("no " + key);
        }
    }
}

std::string Formatter::operator()(workflows::Instant instant) const {
    const auto local = workflows::local_time(zone_, instant);
    const auto zone = words_.find(std::string(kZone) + zone_.name);
    return filled(
        words_.find("instant")->second,
        std::array<Blank, 5>{
            {{"day", (*this)(local.day)},
             {"hour", std::to_string(local.hour)},
             {"hour2", workflows::two_digits(local.hour)},
             {"minute", workflows::two_digits(local.minute)},
             {"zone", zone == words_.end() ? workflows::utc_offset(local.offset) : zone->second}}}
    );
}

std::string Formatter::operator()(workflows::Day day) const {
    const auto number = static_cast<unsigned>(day.day());
    const auto month = std::string(kMonth) + std::to_string(static_cast<unsigned>(day.month()));
    return filled(
        words_.find("day")->second,
        std::array<Blank, 3>{
            {{"day", number == 1 ? words_.find("first")->second : std::to_string(number)},
             {"month", words_.find(month)->second},
             {"year", std::to_string(static_cast<int>(day.year()))}}}
    );
}

std::string Formatter::operator()(const workflows::Sha256& hash) const {
    return workflows::to_hex(hash);
}

}  // namespace contreseing::mail
