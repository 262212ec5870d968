#include "workflows/domain/convention.hpp"

namespace contreseing::workflows::parts {

std::optional<Participant> Opinion::participant(const workflows::State& state, const Place& place) {
    const Seat* seat = state.seat(place);
    if (seat == nullptr) {
        return std::nullopt;
    }
    return Participant{
        seat, {Actor::Kind::BodyMember, to_text(place), seat->holder.name, seat->organisation}};
}

/// Of the last opinion that is not void.
std::vector<Place> Opinion::places(const workflows::State& state) {
    std::vector<Place> places;
    if (const auto* asked = state.opinion()) {
        for (const auto& seat : asked->seats) {
            places.push_back(seat_place(asked->n, seat.n));
        }
    }
    return places;
}

std::optional<LinkStatus> Opinion::link_status(
    const workflows::State& state, const Place& place, int generation, Instant now
) {
    if (place.seat() == 0) {
        return std::nullopt;
    }
    const Seat* seat = state.seat(place);
    if (seat == nullptr || generation > seat->door->generation) {
        return LinkStatus::Unknown;
    }
    const auto& opinion = *state.opinion(place.opinion());
    if (opinion.void_) {
        return LinkStatus::Replaced;
    }
    if (seat->door->revoked || generation < seat->door->generation) {
        return LinkStatus::Revoked;
    }
    if (opinion.closed_at) {
        return seat->answer ? LinkStatus::Done : LinkStatus::Closed;
    }
    if (now > opinion.deadline) {
        return seat->answer ? LinkStatus::Done : LinkStatus::Expired;
    }
    return LinkStatus::Open;
}

}  // namespace contreseing::workflows::parts
