#include "server/adapters/clock.hpp"
#include "server/adapters/log.hpp"
#include "server/adapters/zone.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace contreseing::server {
namespace {

using namespace std::chrono_literals;

/// What the system's `date` says the local time is, by its own reading of the zone.
std::string local_time_by_date(const std::string& zone, std::int64_t epoch) {
    const auto command =
        "TZ='" + zone + "' date -d @" + std::to_string(epoch) + " '+%Y-%m-%d %H:%M:%S'";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(
        ::popen(command.c_str(), "r"), ::pclose
    );
    std::array<char, 64> line{};
    if (!pipe || std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr) {
        return "date failed";
    }
    std::string text(line.data());
    return text.substr(0, text.find('\n'));
}

std::string local_time_by_table(const workflows::ZoneTable& table, std::int64_t epoch) {
    const workflows::Instant instant{std::chrono::seconds(epoch)};
    auto text = workflows::to_text(instant + table.offset_at(instant)).substr(0, 19);
    return text.replace(10, 1, " ");
}

TEST(Zone, AgreesWithTheDateCommandAroundEveryChangeOfHour) {
    for (const std::string zone :
         {"Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea", "UTC"}) {
        const auto table = load_zone(zone);
        EXPECT_EQ(table.name, zone);
        std::vector<std::int64_t> moments{946'684'800, 1'773'306'000, 2'145'916'800};
        for (const auto& change : table.transitions) {
            // Two years, the last one of the system's tables and those after it.
            const auto year = 1970 + change.from.time_since_epoch() / 31'556'952s;
            if (year != 2026 && year != 2027 && (year < 2037 || year > 2040)) {
                continue;
            }
            const auto epoch =
                std::chrono::floor<std::chrono::seconds>(change.from).time_since_epoch().count();
            for (const int around : {-3600, -1, 0, 1, 3600}) {
                moments.push_back(epoch + around);
            }
        }
        EXPECT_EQ(moments.size() > 3, zone == "Europe/Paris");
        for (const auto epoch : moments) {
            EXPECT_EQ(local_time_by_table(table, epoch), local_time_by_date(zone, epoch))
                << zone << ' ' << epoch;
        }
    }
}

TEST(Zone, ChangesTheHourOfParisOnTheLastSundaysOfMarchAndOctober) {
    const auto paris = load_zone("Europe/Paris");
    const auto minutes = [&paris](std::string_view text) {
        return paris.offset_at(*workflows::parse_instant(text)).count();
    };
    EXPECT_EQ(minutes("2026-03-29T00:59:59Z"), 60);
    EXPECT_EQ(minutes("2026-03-29T01:00:00Z"), 120);
    EXPECT_EQ(minutes("2026-10-25T00:59:59Z"), 120);
    EXPECT_EQ(minutes("2026-10-25T01:00:00Z"), 60);
    // Beyond 2037, where the system's tables end.
    EXPECT_EQ(minutes("2038-03-28T00:59:59Z"), 60);
    EXPECT_EQ(minutes("2038-03-28T01:00:00Z"), 120);
    EXPECT_EQ(minutes("2038-10-31T00:59:59Z"), 120);
    EXPECT_EQ(minutes("2038-10-31T01:00:00Z"), 60);
    EXPECT_EQ(minutes("2059-07-01T00:00:00Z"), 120);
    EXPECT_EQ(minutes("2059-12-01T00:00:00Z"), 60);
}

TEST(Zone, RefusesANameTheSystemDoesNotKnow) {
    EXPECT_THROW((void)load_zone("Europe/Bagnols"), std::runtime_error);
    EXPECT_THROW((void)load_zone(""), std::runtime_error);
    EXPECT_THROW((void)load_zone("../../etc/passwd"), std::runtime_error);
}

TEST(VirtualClock, OnlyEverGoesForward) {
    VirtualClock clock;
    const auto before = clock.now();
    EXPECT_TRUE(clock.advance(24h));
    EXPECT_GE(clock.now() - before, 24h);
    EXPECT_LT(clock.now() - before, 24h + 1min);
    EXPECT_FALSE(clock.advance(-48h));
    EXPECT_GE(clock.now() - before, 24h);
}

TEST(VirtualClock, StopsAfterAHundredYearsHoweverItIsMoved) {
    VirtualClock clock;
    const auto before = clock.now();
    EXPECT_FALSE(clock.advance(std::chrono::seconds(std::numeric_limits<std::int64_t>::max())));
    EXPECT_FALSE(clock.advance(VirtualClock::kFarthest + 1s));
    EXPECT_TRUE(clock.advance(VirtualClock::kFarthest - 1s));
    EXPECT_FALSE(clock.advance(2s));
    EXPECT_TRUE(clock.advance(1s));
    EXPECT_TRUE(clock.advance(0s));
    EXPECT_LT(clock.now() - before, VirtualClock::kFarthest + 1min);
}

std::vector<std::string> logged(const std::function<void(Log&)>& write) {
    ::testing::internal::CaptureStdout();
    {
        Log log;
        write(log);
    }
    std::istringstream out(::testing::internal::GetCapturedStdout());
    std::vector<std::string> lines;
    for (std::string line; std::getline(out, line);) {
        lines.push_back(line);
    }
    return lines;
}

TEST(Log, WritesOneJsonObjectALine) {
    const auto lines = logged([](Log& log) {
        log.info(log_events::kStarted, {{"port", "8081"}});
        log.warn(log_events::kNotReady);
        log.error(log_events::kJobFailed, {{"job", "mail"}, {"what", "é"}});
    });
    ASSERT_EQ(lines.size(), 3U);
    const auto first = nlohmann::json::parse(lines.at(0));
    EXPECT_EQ(first.at("event"), "server.started");
    EXPECT_EQ(first.at("level"), "info");
    EXPECT_EQ(first.at("port"), "8081");
    EXPECT_EQ(first.at("at").get<std::string>().size(), 27U);
    EXPECT_EQ(nlohmann::json::parse(lines.at(1)).at("level"), "warning");
    EXPECT_EQ(nlohmann::json::parse(lines.at(2)).at("what"), "é");
}

TEST(Log, LetsNoTextForgeALineOrABrace) {
    const std::string hostile = "x\n{\"event\":\"forged\"}\r\n\"},{\0 %v {} \x1b[31m";
    const auto lines = logged([&](Log& log) {
        log.error(log_events::kRequestFailed, {{"what", hostile}, {"bytes", "a\xff\xfe"}});
    });
    ASSERT_EQ(lines.size(), 1U);
    const auto line = nlohmann::json::parse(lines.at(0));
    EXPECT_EQ(line.at("what"), hostile);
    EXPECT_EQ(line.at("event"), "request.failed");
    EXPECT_EQ(lines.at(0).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace contreseing::server
