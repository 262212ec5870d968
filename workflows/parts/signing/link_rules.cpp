#include "workflows/domain/link_rules.hpp"

#include "workflows/domain/address_warnings.hpp"

#include <algorithm>

namespace contreseing::workflows::parts {

namespace {

/// Refuses unless the slot is the one whose turn it is.
std::optional<Refused> refuse_unless_invited(const State& state, int n) {
    if (state.stage != Stage::InSignature) {
        return out_of_step(state, Step::Signatures);
    }
    const Slot* slot = state.slot(n);
    if (slot == nullptr) {
        return Refused{Refusal::NotFound, std::to_string(n)};
    }
    if (slot->status != Slot::Status::Invited) {
        return Refused{Refusal::NotTheirPen, std::to_string(n)};
    }
    return std::nullopt;
}

/// Refuses unless the slot has a link that somebody may still look after.
std::optional<Refused> refuse_without_door(const State& state, int n) {
    if (!is_one_of(state.stage, {Stage::InSignature, Stage::InForce, Stage::Declined})) {
        return out_of_step(state, Step::Signatures);
    }
    const Slot* slot = state.slot(n);
    if (slot == nullptr) {
        return Refused{Refusal::NotFound, std::to_string(n)};
    }
    if (!slot->door) {
        return Refused{Refusal::NotYourTurn, std::to_string(n)};
    }
    return std::nullopt;
}

/// Refuses unless the person at this place of a frozen text can still be changed.
std::optional<Refused> refuse_change_of_holder(const State& state, int n) {
    const Slot* slot = state.slot(n);
    if (slot != nullptr && slot->status == Slot::Status::Signed) {
        return Refused{Refusal::AlreadySigned, std::to_string(n)};
    }
    if (!is_open(state.stage) || state.stage == Stage::Declined || state.draft_open) {
        return out_of_step(state, Step::Frozen);
    }
    if (slot == nullptr) {
        return Refused{Refusal::NotFound, std::to_string(n)};
    }
    return std::nullopt;
}

std::optional<Refused> refuse_to_remind(const Surroundings& around, const State& state, int n) {
    if (auto refused = refuse_unless_invited(state, n)) {
        return refused;
    }
    // A reminder always carries a link that works.
    if (auto refused = refuse_pen(state, n, around.now)) {
        return refused;
    }
    return reminded_lately(state, *state.slot(n), around.now)
               ? std::optional(Refused{Refusal::TooSoon, std::to_string(n)})
               : std::nullopt;
}

std::optional<Refused> refuse_to_resend(const State& state, int n) {
    if (auto refused = refuse_unless_invited(state, n)) {
        return refused;
    }
    return state.slot(n)->door->revoked
               ? std::optional(Refused{Refusal::LinkRevoked, std::to_string(n)})
               : std::nullopt;
}

std::optional<Refused> refuse_step(
    const Surroundings& around, const State& state, const Place& place, LinkStep step
) {
    const int n = place.slot();
    switch (step) {
        case LinkStep::Remind:
            return refuse_to_remind(around, state, n);
        case LinkStep::Resend:
            return refuse_to_resend(state, n);
        case LinkStep::Revoke:
            return refuse_without_door(state, n);
        case LinkStep::Correct:
            return refuse_change_of_holder(state, n);
    }
    return std::nullopt;
}

void remind(Deciding& deciding, const Place& place) {
    const Slot& slot = *deciding.before().slot(place);
    deciding.emit(SlotReminded{slot.n, true});
    deciding.send({.kind = mails::kReminder, .to = slot.holder, .place = place});
}

void resend(Deciding& deciding, const Place& place) {
    const Slot& slot = *deciding.before().slot(place);
    if (deciding.around.now >= slot.door->expires_at) {
        // A link that works again, for the mailbox only: the expired one, wherever it was
        // forwarded to meanwhile, stays dead.
        deciding.emit(DoorRenewed{
            slot.n,
            Door{slot.door->generation + 1, door_expiry(deciding.around), false},
            slot.escalated});
    } else if (codes_are_burnt(slot)) {
        // Whoever asked for them holds the link: the mailbox gets one that they do not know.
        deciding.emit(DoorRenewed{
            slot.n, Door{slot.door->generation + 1, slot.door->expires_at, false}, false});
    }
    deciding.emit(LinkResent{place});
    deciding.send({.kind = mails::kNewLink, .to = slot.holder, .place = place});
}

std::vector<std::string> warnings(
    const Surroundings& around, const State& state, const Place& place, const EmailAddress& address
) {
    return warnings_of_slot(around, state, *state.slot(place), address);
}

/// A validity that was extended stays.
std::optional<Door> next_door(const Surroundings& around, const State& state, const Place& place) {
    const Slot& slot = *state.slot(place);
    if (!slot.door) {
        return std::nullopt;
    }
    const Instant expiry = std::max(door_expiry(around), slot.door->expires_at);
    return Door{slot.door->generation + 1, expiry, false};
}

/// Also everybody else who signs; whose turn it is is invited anew.
void announce(
    Deciding& deciding, const Place& place, const MailKind& notice, const Contact& former
) {
    const Slot& slot = *deciding.state().slot(place);
    std::vector<Recipient> concerned;
    concerned.push_back({.to = former, .place = place});
    concerned.push_back({.to = slot.holder, .place = place});
    for (const auto& other : deciding.state().slots) {
        concerned.push_back({.to = other.holder, .place = place});
    }
    deciding.send_to_each(notice, concerned);
    if (slot.status == Slot::Status::Invited) {
        deciding.send({.kind = mails::kInvitation, .to = slot.holder, .place = place});
    }
}

}  // namespace

const LinkRules Signing::kLinkRules{
    .are_of =
        [](const Place& place) {
            return place.matter.kind == Matter::Kind::Act && place.kind == Place::Kind::Slot;
        },
    .example = "slot/3",
    .refuse = refuse_step,
    .remind = remind,
    .resend = resend,
    .warnings = warnings,
    .next_door = next_door,
    .announce = announce,
    .resending_renews = true,
};

}  // namespace contreseing::workflows::parts
