#include "workflows/ground/instant.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

void append_number(std::string& out, long value, int width) {
    std::string digits = std::to_string(value);
    out.append(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0');
    out += digits;
}

/// Reads fixed-width fields from the left; stays failed once something was unexpected.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    int number(std::size_t width) {
        if (rest_.size() < width) {
            return fail();
        }
        int value = 0;
        for (const char c : rest_.substr(0, width)) {
            if (c < '0' || c > '9') {
                return fail();
            }
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(width);
        return value;
    }
    void expect(char c) {
        if (!accept(c)) {
            fail();
        }
    }
    bool accept(char c) {
        if (rest_.empty() || rest_.front() != c) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }
    bool accept_letter(char upper) {
        return accept(upper) || accept(static_cast<char>(upper - 'A' + 'a'));
    }
    /// One decimal or more, as microseconds.
    int decimals() {
        int value = 0;
        int width = 0;
        for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++width) {
            const int digit = number(1);
            value = width < 6 ? value * 10 + digit : value;
        }
        if (width == 0) {
            return fail();
        }
        for (; width < 6; ++width) {
            value *= 10;
        }
        return value;
    }
    /// `Z` or `+01:00`: how far local time is ahead of UTC.
    minutes offset() {
        if (accept_letter('Z')) {
            return minutes{0};
        }
        const int sign = accept('-') ? -1 : 1;
        if (sign == 1) {
            expect('+');
        }
        const int hour = number(2);
        expect(':');
        const int minute = number(2);
        if (hour > 23 || minute > 59) {
            fail();
        }
        return sign * (hours{hour} + minutes{minute});
    }
    [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    int fail() {
        failed_ = true;
        return 0;
    }
    std::string_view rest_;
    bool failed_ = false;
};

std::optional<Day> read_day(Cursor& cursor) {
    const int year = cursor.number(4);
    cursor.expect('-');
    const int month = cursor.number(2);
    cursor.expect('-');
    const int day = cursor.number(2);
    const Day date{
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}};
    if (cursor.failed() || !date.ok()) {
        return std::nullopt;
    }
    return date;
}

}  // namespace

std::string to_text(Day day) {
    std::string out;
    out.reserve(10);
    append_number(out, int{day.year()}, 4);
    out.push_back('-');
    append_number(out, static_cast<long>(unsigned{day.month()}), 2);
    out.push_back('-');
    append_number(out, static_cast<long>(unsigned{day.day()}), 2);
    return out;
}

std::string to_text(Instant instant) {
    const auto date = floor<days>(instant);
    const std::chrono::hh_mm_ss time{instant - date};
    std::string out = to_text(Day{date});
    out.push_back('T');
    append_number(out, time.hours().count(), 2);
    out.push_back(':');
    append_number(out, time.minutes().count(), 2);
    out.push_back(':');
    append_number(out, time.seconds().count(), 2);
    out.push_back('.');
    append_number(out, time.subseconds().count(), 6);
    out.push_back('Z');
    return out;
}

std::optional<Day> parse_day(std::string_view text) {
    Cursor cursor(text);
    const auto day = read_day(cursor);
    return cursor.done() ? day : std::nullopt;
}

std::optional<Instant> parse_instant(std::string_view text) {
    Cursor cursor(text);
    const auto day = read_day(cursor);
    if (!cursor.accept_letter('T')) {
        return std::nullopt;
    }
    const int hour = cursor.number(2);
    cursor.expect(':');
    const int minute = cursor.number(2);
    cursor.expect(':');
    const int second = cursor.number(2);
    const int micros = cursor.accept('.') ? cursor.decimals() : 0;
    const minutes ahead = cursor.offset();
    // Second 60 is a leap second (RFC 3339 5.6): the next minute's first, as POSIX counts it.
    if (!day || !cursor.done() || hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    const Instant instant = sys_days{*day} + hours{hour} + minutes{minute} + seconds{second} +
                            microseconds{micros} - ahead;
    const Day utc{floor<days>(instant)};
    const bool writable =
        utc.year() >= std::chrono::year{0} && utc.year() <= std::chrono::year{9999};
    return writable ? std::optional(instant) : std::nullopt;
}

}  // namespace contreseing::workflows
