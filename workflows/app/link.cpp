#include "workflows/app/link.hpp"

#include "text/encodings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace contreseing::workflows::app {

namespace {

/// Format and matter, convention, number of the matter, place, generation, and a zero: 27 bytes,
/// so that base64url needs no padding.
constexpr std::size_t kRefBytes = 27;
constexpr std::uint8_t kFormat = 2;

using RefBytes = std::array<std::uint8_t, kRefBytes>;

void put_u16(RefBytes& out, std::size_t at, int value) {
    if (value < 0 || value > std::numeric_limits<std::uint16_t>::max()) {
        throw std::out_of_range("a number of a link");
    }
    out[at] = static_cast<std::uint8_t>(value >> 8);
    out[at + 1] = static_cast<std::uint8_t>(value & 0xff);
}

int get_u16(const RefBytes& in, std::size_t at) {
    return (in[at] << 8) | in[at + 1];
}

}  // namespace

std::string encode(const LinkRef& link) {
    const Place& place = link.place;
    RefBytes bytes{};
    bytes[0] =
        static_cast<std::uint8_t>((kFormat << 4) | static_cast<std::uint8_t>(place.matter.kind));
    std::copy(link.convention.bytes.begin(), link.convention.bytes.end(), bytes.begin() + 1);
    put_u16(bytes, 17, place.matter.n);
    bytes[19] = static_cast<std::uint8_t>(place.kind);
    put_u16(bytes, 20, place.n);
    put_u16(bytes, 22, place.m);
    put_u16(bytes, 24, link.generation);
    return link.campus.text + "." + text::to_base64url(bytes);
}

std::optional<LinkRef> decode_link(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    auto campus = parse_campus_id(text.substr(0, dot));
    if (!campus) {
        return std::nullopt;
    }
    const auto written = text::from_base64url(text.substr(dot + 1));
    if (!written || written->size() != kRefBytes) {
        return std::nullopt;
    }
    RefBytes bytes{};
    std::copy(written->begin(), written->end(), bytes.begin());
    const int matter = bytes[0] & 0x0f;
    if (bytes[0] >> 4 != kFormat || matter > static_cast<int>(Matter::Kind::Consent) ||
        bytes[19] > static_cast<int>(Place::Kind::Representative) || bytes[26] != 0) {
        return std::nullopt;
    }
    LinkRef link;
    link.campus = std::move(*campus);
    std::copy_n(bytes.begin() + 1, link.convention.bytes.size(), link.convention.bytes.begin());
    link.place = {
        .matter = {static_cast<Matter::Kind>(matter), get_u16(bytes, 17)},
        .kind = static_cast<Place::Kind>(bytes[19]),
        .n = get_u16(bytes, 20),
        .m = get_u16(bytes, 22)};
    link.generation = get_u16(bytes, 24);
    return parse_place(to_text(link.place)) == link.place ? std::optional(link) : std::nullopt;
}

LinkView inspect(const State& state, const LinkRef& link, Instant now) {
    LinkView view;
    view.status = state.link_status(link.place, link.generation, now);
    view.participant = state.participant(link.place);
    view.slot = state.slot(link.place);
    view.seat = state.seat(link.place);
    view.opinion = view.seat == nullptr ? nullptr : state.opinion(link.place.opinion());
    return view;
}

std::optional<LinkRef> link_of(const CampusId& campus, const State& state, const Place& place) {
    const Reach* somebody = state.reach(place);
    if (somebody == nullptr || !somebody->door) {
        return std::nullopt;
    }
    return LinkRef{campus, state.id, place, somebody->door->generation};
}

LinkRef copy_link(const CampusId& campus, const State& state, int effect) {
    return {
        campus,
        state.id,
        {.kind = Place::Kind::Reader, .n = effect + 1},
        parts::Copies::generation(state)};
}

}  // namespace contreseing::workflows::app
