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
    std::pair{Failure::Portfolio, std::string_view("portfolio")},
    std::pair{Failure::XfaForm, std::string_view("xfa_form")},
    std::pair{Failure::WouldLose, std::string_view("would_lose")},
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
constexpr std::size_t kMostPages = 10'000;
constexpr std::size_t kMostLosses = 10'000;
constexpr std::size_t kLongestKind = 40;

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

std::string pages_line(bool doubtful, const std::vector<int>& pages) {
    std::string text = doubtful ? "doubtful" : "compare";
    for (const int page : pages) {
        text += ' ' + std::to_string(page);
    }
    return text;
}

bool parse_pages(std::string_view line, bool& doubtful, std::vector<int>& pages) {
    const auto verb = take(line, ' ');
    doubtful = verb == "doubtful";
    if ((!doubtful && verb != "compare") || !pages.empty()) {
        return false;
    }
    while (!line.empty()) {
        int page = 0;
        if (!parse(take(line, ' '), page) || page < 1 || pages.size() == kMostPages) {
            return false;
        }
        pages.push_back(page);
    }
    return true;
}

std::optional<Loss> parse_loss(std::string_view line) {
    Loss loss;
    const auto kind = take(line, ' ');
    const bool plain = !kind.empty() && kind.size() <= kLongestKind &&
                       std::all_of(kind.begin(), kind.end(), [](char c) {
                           return c == '_' || (c >= 'a' && c <= 'z');
                       });
    if (!plain || !parse(take(line, ' '), loss.page) || !parse(line, loss.count) || loss.page < 0 ||
        loss.count < 1) {
        return std::nullopt;
    }
    loss.kind = kind;
    return loss;
}

/// The lines after the first: losses, then pages to compare.
bool parse_findings(std::string_view text, Answer& into) {
    while (!text.empty()) {
        auto line = take(text, '\n');
        if (!line.starts_with("loss ")) {
            return parse_pages(line, into.doubtful, into.to_compare) && text.empty();
        }
        line.remove_prefix(5);
        auto loss = parse_loss(line);
        if (!loss || into.losses.size() == kMostLosses) {
            return false;
        }
        into.losses.push_back(*std::move(loss));
    }
    return true;
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
        return "verify\n" + std::to_string(request.now) + '\n' + request.roots;
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
        request.roots = text;
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

std::string to_text(const ComparisonRequest& request) {
    return pages_line(request.doubtful, request.pages);
}

std::optional<ComparisonRequest> parse_comparison(std::string_view text) {
    ComparisonRequest request;
    return parse_pages(text, request.doubtful, request.pages) ? std::optional(request)
                                                              : std::nullopt;
}

std::string to_text(const Answer& answer) {
    if (answer.verdict) {
        const auto* const known =
            std::find_if(kVerdicts.begin(), kVerdicts.end(), [&](const auto& entry) {
                return entry.first == *answer.verdict;
            });
        return "judged " + std::string(known->second);
    }
    std::string text = "ok " + std::to_string(answer.pages);
    if (answer.failure) {
        text = "error " + std::string(code(*answer.failure)) + ' ';
        for (const char c : answer.detail.substr(0, kLongestDetail)) {
            text += c >= ' ' && c <= '~' ? c : '?';
        }
    }
    for (const auto& loss : answer.losses) {
        text += "\nloss " + loss.kind + ' ' + std::to_string(loss.page) + ' ' +
                std::to_string(loss.count);
    }
    if (!answer.to_compare.empty()) {
        text += '\n' + pages_line(answer.doubtful, answer.to_compare);
    }
    return text;
}

std::optional<Answer> parse_answer(std::string_view text) {
    Answer answer;
    auto first = take(text, '\n');
    const auto verdict = take(first, ' ');
    if (verdict == "ok") {
        return parse(first, answer.pages) && answer.pages > 0 && parse_findings(text, answer)
                   ? std::optional(answer)
                   : std::nullopt;
    }
    if (verdict == "judged") {
        const auto* const known =
            std::find_if(kVerdicts.begin(), kVerdicts.end(), [&](const auto& entry) {
                return entry.second == first && text.empty();
            });
        if (known == kVerdicts.end()) {
            return std::nullopt;
        }
        answer.verdict = known->first;
        return answer;
    }
    answer.failure = parse_failure(take(first, ' '));
    if (verdict != "error" || !answer.failure || !parse_findings(text, answer)) {
        return std::nullopt;
    }
    // Written by a process that hostile bytes may have taken over.
    for (const char c : first.substr(0, kLongestDetail)) {
        answer.detail += c >= ' ' && c <= '~' ? c : '?';
    }
    return answer;
}

}  // namespace contreseing::documents::worker
