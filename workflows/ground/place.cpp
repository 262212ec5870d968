#include "workflows/ground/place.hpp"

#include "text/characters.hpp"

#include <array>

namespace contreseing::workflows {

namespace {

constexpr std::array<std::string_view, 7> kMatters{
    "", "opinion", "dispute", "exit", "renewal", "duty", "consent"};
// A holder and an assistant are written below their slot.
constexpr std::array<std::string_view, 8> kPlaces{
    "", "slot", "holder", "assistant", "seat", "party", "reader", "representative"};

bool is_of_slot(Place::Kind kind) {
    return kind == Place::Kind::Holder || kind == Place::Kind::Assistant;
}

void append(std::string& out, std::string_view word, int n) {
    if (!out.empty()) {
        out += '/';
    }
    out.append(word).append("/").append(std::to_string(n));
}

/// A text that is being read, word and number by word and number.
struct Reading {
    std::string_view left;

    std::string_view piece() {
        const auto end = left.find('/');
        const auto found = left.substr(0, end);
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
        return found;
    }

    /// 0 for what is no number, or is not written as one.
    int number() {
        const auto digits = piece();
        if (digits.empty() || digits.size() > 9 || digits.front() == '0') {
            return 0;
        }
        int n = 0;
        for (const char c : digits) {
            if (!text::is_ascii_digit(c)) {
                return 0;
            }
            n = n * 10 + (c - '0');
        }
        return n;
    }

    /// Which of `words` comes next, followed by a number; 0 when none does.
    template <std::size_t N>
    std::size_t one_of(const std::array<std::string_view, N>& words) {
        for (std::size_t i = 1; i < N; ++i) {
            const auto& word = words[i];
            if (left.starts_with(word) && left.substr(word.size()).starts_with('/')) {
                left.remove_prefix(word.size() + 1);
                return i;
            }
        }
        return 0;
    }
};

}  // namespace

std::string to_text(const Place& place) {
    std::string out;
    if (place.matter.kind != Matter::Kind::Act) {
        append(out, kMatters[static_cast<std::size_t>(place.matter.kind)], place.matter.n);
    }
    if (is_of_slot(place.kind)) {
        append(out, kPlaces[static_cast<std::size_t>(Place::Kind::Slot)], place.n);
        append(out, kPlaces[static_cast<std::size_t>(place.kind)], place.m);
    } else if (place.kind != Place::Kind::Whole) {
        append(out, kPlaces[static_cast<std::size_t>(place.kind)], place.n);
    }
    return out;
}

std::optional<Place> parse_place(std::string_view text) {
    Reading reading{text};
    Place place;
    if (const auto matter = reading.one_of(kMatters)) {
        place.matter = {static_cast<Matter::Kind>(matter), reading.number()};
    }
    if (const auto kind = reading.one_of(kPlaces)) {
        place.kind = static_cast<Place::Kind>(kind);
        place.n = reading.number();
    }
    if (place.kind == Place::Kind::Slot) {
        if (const auto kind = reading.one_of(kPlaces)) {
            place.kind = static_cast<Place::Kind>(kind);
            place.m = reading.number();
        }
    }
    const bool numbered = (place.matter.kind == Matter::Kind::Act || place.matter.n > 0) &&
                          (place.kind == Place::Kind::Whole || place.n > 0) &&
                          (!is_of_slot(place.kind) || place.m > 0);
    // Whatever else could be written is no place: the one spelling decides.
    return numbered && to_text(place) == text ? std::optional(place) : std::nullopt;
}

}  // namespace contreseing::workflows
