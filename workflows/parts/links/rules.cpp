#include "workflows/parts/links/rules.hpp"

#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/typed_name.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using namespace std::chrono_literals;

/// Furthest extension of a link: a bound for typing errors, not a rule of the acts.
constexpr std::chrono::days kLongestExtension{366};

/// Refuses unless the slot is the one whose turn it is.
std::optional<Refused> refuse_unless_invited(const State& state, int n) {
    if (state.stage != Stage::InSignature) {
        return Refused{Refusal::WrongStage, {}};
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
        return Refused{Refusal::WrongStage, {}};
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
        return Refused{Refusal::WrongStage, {}};
    }
    if (slot == nullptr) {
        return Refused{Refusal::NotFound, std::to_string(n)};
    }
    return std::nullopt;
}

/// The next generation of the slot's door, if it has one: former links and sessions die, a
/// validity that was extended stays.
std::optional<Door> next_door(const Surroundings& around, const Slot& slot) {
    if (!slot.door) {
        return std::nullopt;
    }
    const Instant expiry = std::max(door_expiry(around), slot.door->expires_at);
    return Door{slot.door->generation + 1, expiry, false};
}

/// Tells the former and the new holder and everybody else who signs, then invites anew the one
/// whose turn it is.
void announce_new_holder(Deciding& deciding, MessageKind kind, const Slot& former) {
    const Slot& slot = *deciding.state().slot(former.n);
    std::vector<Message> concerned;
    concerned.push_back({.to = former.holder, .place = slot_place(slot.n)});
    concerned.push_back({.to = slot.holder, .place = slot_place(slot.n)});
    for (const auto& other : deciding.state().slots) {
        concerned.push_back({.to = other.holder, .place = slot_place(slot.n)});
    }
    deciding.send_to_each(kind, concerned);
    if (slot.status == Slot::Status::Invited) {
        deciding.send(
            {.kind = MessageKind::Invitation, .to = slot.holder, .place = slot_place(slot.n)}
        );
    }
}

}  // namespace

Outcome rule(Deciding&& deciding, const RemindNow& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return remind_seat(std::move(deciding), command);
    }
    const State& state = deciding.before();
    const Instant now = deciding.around.now;
    if (const auto refused = refuse_unless_invited(state, command.place.slot())) {
        return Unexpected{*refused};
    }
    // A reminder always carries a link that works.
    if (const auto refused = refuse_pen(state, command.place.slot(), now)) {
        return Unexpected{*refused};
    }
    const Slot& slot = *state.slot(command.place.slot());
    if (reminded_lately(state, slot, now)) {
        return refuse(Refusal::TooSoon, std::to_string(slot.n));
    }
    deciding.emit(SlotReminded{slot.n, true});
    deciding.send({.kind = MessageKind::Reminder, .to = slot.holder, .place = slot_place(slot.n)});
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const ResendLink& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return resend_to_seat(std::move(deciding), command);
    }
    const State& state = deciding.before();
    const Instant now = deciding.around.now;
    if (const auto refused = refuse_unless_invited(state, command.place.slot())) {
        return Unexpected{*refused};
    }
    const Slot& slot = *state.slot(command.place.slot());
    if (slot.door->revoked) {
        return refuse(Refusal::LinkRevoked, std::to_string(slot.n));
    }
    if (slot.link_resent_at && now < *slot.link_resent_at + kBetweenResends) {
        return refuse(Refusal::TooSoon, std::to_string(slot.n));
    }
    if (now >= slot.door->expires_at) {
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
    deciding.emit(LinkResent{command.place});
    deciding.send({.kind = MessageKind::NewLink, .to = slot.holder, .place = slot_place(slot.n)});
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const RevokeLink& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return revoke_seat(std::move(deciding), command);
    }
    const State& state = deciding.before();
    if (const auto refused = refuse_without_door(state, command.place.slot())) {
        return Unexpected{*refused};
    }
    if (state.slot(command.place.slot())->door->revoked) {
        return refuse(Refusal::NothingToDo, std::to_string(command.place.slot()));
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    deciding.emit(DoorRevoked{command.place, std::move(*reason)});
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const ExtendLink& command) {
    const State& state = deciding.before();
    const Instant now = deciding.around.now;
    if (const auto refused = refuse_without_door(state, command.slot)) {
        return Unexpected{*refused};
    }
    if (command.until <= now || command.until > now + kLongestExtension) {
        return refuse(Refusal::InvalidValue, "until");
    }
    const Slot& slot = *state.slot(command.slot);
    const Door former = *slot.door;
    const int generation = former.generation + (former.revoked ? 1 : 0);
    const bool invited = slot.status == Slot::Status::Invited;
    deciding.emit(DoorRenewed{
        slot.n, Door{generation, command.until, false}, invited && slot.escalated});
    // The former link died or was shown as closed: the person needs one that works.
    if (former.revoked || now >= former.expires_at) {
        deciding.send({.kind = MessageKind::NewLink, .to = slot.holder, .place = slot_place(slot.n)}
        );
    }
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const CorrectAddress& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return correct_seat(std::move(deciding), command);
    }
    const State& state = deciding.before();
    if (const auto refused = refuse_change_of_holder(state, command.place.slot())) {
        return Unexpected{*refused};
    }
    const auto address = parse_email(command.email.text);
    if (!address) {
        return refuse(Refusal::InvalidValue, "email");
    }
    const Slot former = *state.slot(command.place.slot());
    if (*address == former.holder.email) {
        return refuse(Refusal::NothingToDo, std::to_string(former.n));
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    // Another spelling of the same mailbox was answered for with the address that is there.
    const auto warnings = same_mailbox(*address, former.holder.email)
                              ? std::vector<std::string>{}
                              : warnings_of_slot(deciding.around, state, former, *address);
    if (const auto suspicious = refuse_unacknowledged(state, warnings)) {
        return Unexpected{*suspicious};
    }
    AddressCorrected corrected;
    corrected.place = command.place;
    corrected.change =
        AddressChange{former.holder.email, *address, deciding.around.now, std::move(*reason)};
    corrected.door = next_door(deciding.around, former).value_or(Door{0, {}, false});
    corrected.acknowledged = warnings;
    deciding.emit(std::move(corrected));
    announce_new_holder(deciding, MessageKind::AddressCorrectedNotice, former);
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const SubstituteHolder& command) {
    const State& state = deciding.before();
    if (const auto refused = refuse_change_of_holder(state, command.slot)) {
        return Unexpected{*refused};
    }
    if (deciding.around.type.names_are_printed) {
        return refuse(Refusal::NameIsPrinted, std::to_string(command.slot));
    }
    auto name = read_name(command.holder.name);
    if (!name) {
        return refuse(Refusal::InvalidValue, "name");
    }
    if (!parse_email(command.holder.email.text)) {
        return refuse(Refusal::InvalidValue, "email");
    }
    Contact holder = command.holder;
    holder.name = std::move(*name);
    const Slot former = *state.slot(command.slot);
    if (holder == former.holder) {
        return refuse(Refusal::NothingToDo, std::to_string(former.n));
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    const auto warnings = warnings_of_slot(deciding.around, state, former, holder.email);
    if (const auto suspicious = refuse_unacknowledged(state, warnings)) {
        return Unexpected{*suspicious};
    }
    deciding.emit(HolderSubstituted{
        former.n,
        former.holder,
        std::move(holder),
        std::move(*reason),
        next_door(deciding.around, former),
        warnings,
    });
    announce_new_holder(deciding, MessageKind::HolderSubstitutedNotice, former);
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
