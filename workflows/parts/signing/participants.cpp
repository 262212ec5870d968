#include "workflows/domain/convention.hpp"

namespace contreseing::workflows::parts {

std::optional<Participant> Signing::participant(const workflows::State& state, const Place& place) {
    const Slot* slot = state.slot(place);
    if (slot == nullptr) {
        return std::nullopt;
    }
    return Participant{
        slot, {Actor::Kind::Signatory, to_text(place), slot->holder.name, slot->office}};
}

std::vector<Place> Signing::places(const workflows::State& state) {
    std::vector<Place> places;
    for (const auto& slot : state.slots) {
        places.push_back(slot_place(slot.n));
    }
    return places;
}

std::optional<LinkStatus> Signing::link_status(
    const workflows::State& state, const Place& place, int generation, Instant now
) {
    if (place.slot() == 0) {
        return std::nullopt;
    }
    const Slot* slot = state.slot(place);
    if (slot == nullptr) {
        // Numbers are never used again: it was one of a text that is withdrawn.
        return place.slot() <= state.last_slot_n ? LinkStatus::Replaced : LinkStatus::Unknown;
    }
    if (!slot->door || generation > slot->door->generation) {
        return LinkStatus::Unknown;
    }
    if (slot->door->revoked || generation < slot->door->generation) {
        return LinkStatus::Revoked;
    }
    if (slot->status == Slot::Status::Signed) {
        return LinkStatus::Done;
    }
    if (slot->status == Slot::Status::Declined) {
        return LinkStatus::Declined;
    }
    if (state.stage != Stage::InSignature) {
        return LinkStatus::Closed;
    }
    if (now >= slot->door->expires_at) {
        return LinkStatus::Expired;
    }
    return slot->status == Slot::Status::Invited ? LinkStatus::Open : LinkStatus::NotYourTurn;
}

}  // namespace contreseing::workflows::parts
