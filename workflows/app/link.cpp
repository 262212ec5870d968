#include "workflows/app/link.hpp"

#include "text/encodings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace contreseing::workflows::app {

namespace {

/// purpose, convention, subject, participant, generation: 24 bytes with a leading format byte,
/// so that base64url needs no padding.
constexpr std::size_t kRefBytes = 24;
constexpr std::uint8_t kFormat = 1;

using RefBytes = std::array<std::uint8_t, kRefBytes>;

void put_u16(RefBytes& out, std::size_t at, std::uint16_t value) {
    out[at] = static_cast<std::uint8_t>(value >> 8);
    out[at + 1] = static_cast<std::uint8_t>(value & 0xff);
}

std::uint16_t get_u16(const RefBytes& in, std::size_t at) {
    return static_cast<std::uint16_t>((in[at] << 8) | in[at + 1]);
}

LinkStatus status_of_slot(const State& state, const Slot& slot, const LinkRef& link, Instant now) {
    if (!slot.door || link.generation > slot.door->generation) {
        return LinkStatus::Unknown;
    }
    if (slot.door->revoked || link.generation < slot.door->generation) {
        return LinkStatus::Revoked;
    }
    if (slot.status == Slot::Status::Signed) {
        return LinkStatus::Done;
    }
    if (slot.status == Slot::Status::Declined) {
        return LinkStatus::Declined;
    }
    if (state.stage != Stage::InSignature) {
        return LinkStatus::Closed;
    }
    if (now >= slot.door->expires_at) {
        return LinkStatus::Expired;
    }
    return slot.status == Slot::Status::Invited ? LinkStatus::Open : LinkStatus::NotYourTurn;
}

LinkStatus status_of_seat(
    const Opinion& opinion, const Seat& seat, const LinkRef& link, Instant now
) {
    if (link.generation > seat.door->generation) {
        return LinkStatus::Unknown;
    }
    if (opinion.void_) {
        return LinkStatus::Replaced;
    }
    if (seat.door->revoked || link.generation < seat.door->generation) {
        return LinkStatus::Revoked;
    }
    if (opinion.closed_at) {
        return seat.answer ? LinkStatus::Done : LinkStatus::Closed;
    }
    if (now > opinion.deadline) {
        return seat.answer ? LinkStatus::Done : LinkStatus::Expired;
    }
    return LinkStatus::Open;
}

int copy_generation(const State& state) {
    return 1 + state.copies_renewed;
}

LinkStatus status_of_copy(const State& state, const LinkRef& link, Instant now) {
    if (!state.in_force_at || link.generation < 1 || link.generation > copy_generation(state)) {
        return LinkStatus::Unknown;
    }
    if (link.generation < copy_generation(state)) {
        return LinkStatus::Revoked;
    }
    const Instant given = state.copies_given_at.value_or(*state.in_force_at);
    return now < given + kCopyLife ? LinkStatus::Done : LinkStatus::Expired;
}

}  // namespace

std::string encode(const LinkRef& link) {
    RefBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>((kFormat << 4) | static_cast<std::uint8_t>(link.purpose));
    std::copy(link.convention.bytes.begin(), link.convention.bytes.end(), bytes.begin() + 1);
    put_u16(bytes, 17, link.subject);
    put_u16(bytes, 19, link.participant);
    put_u16(bytes, 21, link.generation);

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
    const int purpose = bytes[0] & 0x0f;
    if (bytes[0] >> 4 != kFormat || purpose < 1 || purpose > 3 || bytes[23] != 0) {
        return std::nullopt;
    }
    LinkRef link;
    link.campus = std::move(*campus);
    link.purpose = static_cast<LinkRef::Purpose>(purpose);
    std::copy_n(bytes.begin() + 1, link.convention.bytes.size(), link.convention.bytes.begin());
    link.subject = get_u16(bytes, 17);
    link.participant = get_u16(bytes, 19);
    link.generation = get_u16(bytes, 21);
    return link;
}

LinkView inspect(const State& state, const LinkRef& link, Instant now) {
    LinkView view;
    if (link.purpose == LinkRef::Purpose::Opinion) {
        for (const auto& opinion : state.opinions) {
            if (opinion.n != link.subject) {
                continue;
            }
            for (const auto& seat : opinion.seats) {
                if (seat.n == link.participant) {
                    view.opinion = &opinion;
                    view.seat = &seat;
                    view.status = status_of_seat(opinion, seat, link, now);
                }
            }
        }
        return view;
    }
    const bool current = state.frozen() != nullptr && state.frozen()->n == link.subject;
    if (link.purpose == LinkRef::Purpose::Copy) {
        view.status = current ? status_of_copy(state, link, now) : LinkStatus::Unknown;
        return view;
    }
    view.slot = current ? state.slot(link.participant) : nullptr;
    if (view.slot != nullptr) {
        view.status = status_of_slot(state, *view.slot, link, now);
    } else if (link.subject >= 1 && link.subject <= static_cast<int>(state.versions.size())) {
        view.status = LinkStatus::Replaced;
    }
    return view;
}

std::optional<LinkRef> link_of(const CampusId& campus, const State& state, const Slot& slot) {
    if (!slot.door || state.frozen() == nullptr) {
        return std::nullopt;
    }
    return LinkRef{
        campus,
        state.id,
        LinkRef::Purpose::Sign,
        static_cast<std::uint16_t>(state.frozen()->n),
        static_cast<std::uint16_t>(slot.n),
        static_cast<std::uint16_t>(slot.door->generation)};
}

LinkRef copy_link(const CampusId& campus, const State& state, int effect) {
    return LinkRef{
        campus,
        state.id,
        LinkRef::Purpose::Copy,
        static_cast<std::uint16_t>(state.frozen() == nullptr ? 0 : state.frozen()->n),
        static_cast<std::uint16_t>(effect),
        static_cast<std::uint16_t>(copy_generation(state))};
}

LinkRef link_of(
    const CampusId& campus, const State& state, const Opinion& opinion, const Seat& seat
) {
    return LinkRef{
        campus,
        state.id,
        LinkRef::Purpose::Opinion,
        static_cast<std::uint16_t>(opinion.n),
        static_cast<std::uint16_t>(seat.n),
        static_cast<std::uint16_t>(seat.door->generation)};
}

}  // namespace contreseing::workflows::app
