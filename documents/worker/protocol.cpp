#include "documents/worker/protocol.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace contreseing::documents::worker {
namespace {

constexpr std::array kCodes{
    std::pair{Failure::NotAPdf, std::string_view("not_a_pdf")},
    std::pair{Failure::Damaged, std::string_view("damaged")},
    std::pair{Failure::Encrypted, std::string_view("encrypted")},
    std::pair{Failure::AlreadySigned, std::string_view("already_signed")},
    std::pair{Failure::NoPages, std::string_view("no_pages")},
    std::pair{Failure::TooManyPages, std::string_view("too_many_pages")},
    std::pair{Failure::TooLarge, std::string_view("too_large")},
    std::pair{Failure::ActiveContent, std::string_view("active_content")},
    std::pair{Failure::BadPlace, std::string_view("bad_place")},
    std::pair{Failure::CannotBeSigned, std::string_view("cannot_be_signed")},
    std::pair{Failure::WorkerCrashed, std::string_view("worker_crashed")},
    std::pair{Failure::WorkerTimeout, std::string_view("worker_timeout")},
    std::pair{Failure::WorkerBusy, std::string_view("worker_busy")},
};

constexpr std::array kVerdicts{
    std::pair{Verdict::Accepted, std::string_view("accepted")},
    std::pair{Verdict::Incomplete, std::string_view("incomplete")},
    std::pair{Verdict::Undecided, std::string_view("undecided")},
    std::pair{Verdict::Failed, std::string_view("failed")},
};

constexpr std::size_t kMostPlaces = 1000;
constexpr std::size_t kLongestDetail = 200;

/// What stands before `separator`, taken off with it; all of `text` when there is none.
std::string_view take(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return part;
}

template <class Number>
bool parse(std::string_view word, Number& into) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), into);
    return error == std::errc() && end == word.data() + word.size();
}

void append(std::string& text, double value) {
    std::array<char, 64> digits{};
    const auto [end, error] = std::to_chars(
        digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 3
    );
    text += error == std::errc() ? std::string_view(digits.data(), end) : "nan";
    text += ' ';
}

std::optional<Place> parse_place(std::string_view line) {
    Place place;
    int stamp = 0;
    if (!parse(take(line, ' '), place.slot) || !parse(take(line, ' '), place.page) ||
        !parse(take(line, ' '), place.x) || !parse(take(line, ' '), place.y) ||
        !parse(take(line, ' '), place.width) || !parse(take(line, ' '), place.height) ||
        !parse(line, stamp)) {
        return std::nullopt;
    }
    place.stamp = stamp != 0;
    return place;
}

}  // namespace

std::string_view code(Failure failure) noexcept {
    for (const auto& [value, text] : kCodes) {
        if (value == failure) {
            return text;
        }
    }
    return "unknown";
}

std::optional<Failure> parse_failure(std::string_view code) noexcept {
    for (const auto& [value, text] : kCodes) {
        if (text == code) {
            return value;
        }
    }
    return std::nullopt;
}

std::string to_text(const Request& request) {
    if (request.operation == Operation::Verify) {
        return "verify\n" + std::to_string(request.now) + '\n' + request.root;
    }
    std::string text = request.operation == Operation::Ingest ? "ingest" : "annex";
    for (const auto& place : request.places) {
        text += '\n' + std::to_string(place.slot) + ' ' + std::to_string(place.page) + ' ';
        for (const double value : {place.x, place.y, place.width, place.height}) {
            append(text, value);
        }
        text += place.stamp ? '1' : '0';
    }
    return text;
}

std::optional<Request> parse_request(std::string_view text) {
    Request request;
    const auto operation = take(text, '\n');
    if (operation == "verify") {
        request.operation = Operation::Verify;
        if (!parse(take(text, '\n'), request.now)) {
            return std::nullopt;
        }
        request.root = text;
        return request;
    }
    if (operation == "ingest") {
        request.operation = Operation::Ingest;
    } else if (operation != "annex") {
        return std::nullopt;
    }
    while (!text.empty()) {
        const auto place = parse_place(take(text, '\n'));
        if (!place || request.places.size() == kMostPlaces) {
            return std::nullopt;
        }
        request.places.push_back(*place);
    }
    return request;
}

std::string to_text(const Answer& answer) {
    if (answer.verdict) {
        const auto* const known =
            std::find_if(kVerdicts.begin(), kVerdicts.end(), [&](const auto& entry) {
                return entry.first == *answer.verdict;
            });
        return "judged " + std::string(known->second);
    }
    if (!answer.failure) {
        return "ok " + std::to_string(answer.pages);
    }
    std::string text = "error " + std::string(code(*answer.failure)) + ' ';
    for (const char c : answer.detail.substr(0, kLongestDetail)) {
        text += c >= ' ' && c <= '~' ? c : '?';
    }
    return text;
}

std::optional<Answer> parse_answer(std::string_view text) {
    Answer answer;
    const auto verdict = take(text, ' ');
    if (verdict == "ok") {
        return parse(text, answer.pages) && answer.pages > 0 ? std::optional(answer) : std::nullopt;
    }
    if (verdict == "judged") {
        const auto* const known =
            std::find_if(kVerdicts.begin(), kVerdicts.end(), [&](const auto& entry) {
                return entry.second == text;
            });
        if (known == kVerdicts.end()) {
            return std::nullopt;
        }
        answer.verdict = known->first;
        return answer;
    }
    answer.failure = parse_failure(take(text, ' '));
    if (verdict != "error" || !answer.failure) {
        return std::nullopt;
    }
    // Written by a process that hostile bytes may have taken over.
    for (const char c : text.substr(0, kLongestDetail)) {
        answer.detail += c >= ' ' && c <= '~' ? c : '?';
    }
    return answer;
}

}  // namespace contreseing::documents::worker
