#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// What somebody has to do with an act: the act itself, or one of the numbered things that open and
/// close beside it. A number is never used again within the act.
struct Matter {
    enum class Kind : std::uint8_t { Act, Opinion, Dispute, Exit, Renewal, Duty, Consent };
    Kind kind = Kind::Act;
    int n = 0;  ///< from 1; 0 for the act itself
    auto operator<=>(const Matter&) const = default;
};

/// Whose: one person's or one party's place in an act, or in a matter of it. Commands, events,
/// messages, links and timers that are about somebody say it by one of these.
///
/// As text `slot/3`, `slot/3/holder/1`, `opinion/1/seat/2`, `party/2`,
/// `dispute/1/representative/4`, `opinion/2`; the act itself is the empty text.
struct Place {
    enum class Kind : std::uint8_t {
        Whole,      ///< of the matter, nobody's in particular
        Slot,       ///< a place for a signature, whoever holds it
        Holder,     ///< somebody of a slot: `n` is the slot, `m` counts its people from 1
        Assistant,  ///< who is reminded with them, and cannot act
        Seat,       ///< of a body, in the opinion it was asked for
        Party,
        Reader,  ///< of the signed act
        Representative
    };
    Matter matter{};
    Kind kind = Kind::Whole;
    int n = 0;
    int m = 0;
    auto operator<=>(const Place&) const = default;

    /// Number of the act's slot it is, of an opinion's seat, of the opinion it belongs to; 0 when
    /// there is none.
    [[nodiscard]] int slot() const {
        return matter.kind == Matter::Kind::Act && kind == Kind::Slot ? n : 0;
    }
    [[nodiscard]] int seat() const {
        return matter.kind == Matter::Kind::Opinion && kind == Kind::Seat ? n : 0;
    }
    [[nodiscard]] int opinion() const {
        return matter.kind == Matter::Kind::Opinion ? matter.n : 0;
    }
};

constexpr Place whole_act() {
    return {};
}
constexpr Place slot_place(int n) {
    return {.kind = Place::Kind::Slot, .n = n};
}
constexpr Place opinion_place(int opinion) {
    return {.matter = {Matter::Kind::Opinion, opinion}};
}
constexpr Place seat_place(int opinion, int seat) {
    return {.matter = {Matter::Kind::Opinion, opinion}, .kind = Place::Kind::Seat, .n = seat};
}

std::string to_text(const Place& place);
/// nullopt for any text that `to_text` does not write, numbers of more than nine digits included.
std::optional<Place> parse_place(std::string_view text);

}  // namespace contreseing::workflows
