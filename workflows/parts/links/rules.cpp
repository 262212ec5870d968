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

/// Nothing when they have no name.
std::optional<Contact> read_holder(Contact holder) {
    auto name = read_name(holder.name);
    if (!name) {
        return std::nullopt;
    }
    holder.name = std::move(*name);
    return holder;
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

/// Warnings of `address` at that place. Another spelling of the same mailbox was answered for with
/// the address that is there.
std::vector<std::string> warnings_of_correction(
    const Surroundings& around, const State& state, const Slot& slot, const EmailAddress& address
) {
    return same_mailbox(address, slot.holder.email)
               ? std::vector<std::string>{}
               : warnings_of_slot(around, state, slot, address);
}

/// Tells the former and the new holder and everybody else who signs, then invites anew the one
/// whose turn it is.
void announce_new_holder(Deciding& deciding, const MailKind& kind, const Slot& former) {
    const Slot& slot = *deciding.state().slot(former.n);
    std::vector<Recipient> concerned;
    concerned.push_back({.to = former.holder, .place = slot_place(slot.n)});
    concerned.push_back({.to = slot.holder, .place = slot_place(slot.n)});
    for (const auto& other : deciding.state().slots) {
        concerned.push_back({.to = other.holder, .place = slot_place(slot.n)});
    }
    deciding.send_to_each(kind, concerned);
    if (slot.status == Slot::Status::Invited) {
        deciding.send({.kind = mails::kInvitation, .to = slot.holder, .place = slot_place(slot.n)});
    }
}

}  // namespace

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RemindNow& command
) {
    if (command.place.kind == Place::Kind::Seat) {
        return refuse_to_remind_seat(around, state, command);
    }
    if (auto refused = refuse_unless_invited(state, command.place.slot())) {
        return refused;
    }
    // A reminder always carries a link that works.
    if (auto refused = refuse_pen(state, command.place.slot(), around.now)) {
        return refused;
    }
    const Slot& slot = *state.slot(command.place);
    if (reminded_lately(state, slot, around.now)) {
        return Refused{Refusal::TooSoon, std::to_string(slot.n)};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const RemindNow& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return remind_seat(deciding, command);
    }
    const Slot& slot = *deciding.before().slot(command.place);
    deciding.emit(SlotReminded{slot.n, true});
    deciding.send({.kind = mails::kReminder, .to = slot.holder, .place = slot_place(slot.n)});
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const ResendLink& command
) {
    if (command.place.kind == Place::Kind::Seat) {
        return refuse_to_resend_to_seat(around, state, command);
    }
    if (auto refused = refuse_unless_invited(state, command.place.slot())) {
        return refused;
    }
    const Slot& slot = *state.slot(command.place);
    if (slot.door->revoked) {
        return Refused{Refusal::LinkRevoked, std::to_string(slot.n)};
    }
    if (slot.link_resent_at && around.now < *slot.link_resent_at + kBetweenResends) {
        return Refused{Refusal::TooSoon, std::to_string(slot.n)};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const ResendLink& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return resend_to_seat(deciding, command);
    }
    const Slot& slot = *deciding.before().slot(command.place);
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
    deciding.emit(LinkResent{command.place});
    deciding.send({.kind = mails::kNewLink, .to = slot.holder, .place = slot_place(slot.n)});
}

std::optional<Refused> refuse(const Surroundings&, const State& state, const RevokeLink& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return refuse_to_revoke_seat(state, command);
    }
    if (auto refused = refuse_without_door(state, command.place.slot())) {
        return refused;
    }
    if (state.slot(command.place)->door->revoked) {
        return Refused{Refusal::NothingToDo, std::to_string(command.place.slot())};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const RevokeLink& command) {
    deciding.emit(DoorRevoked{command.place, *parse_reason(command.reason)});
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const ExtendLink& command
) {
    if (auto refused = refuse_without_door(state, command.slot)) {
        return refused;
    }
    if (command.until <= around.now || command.until > around.now + kLongestExtension) {
        return Refused{Refusal::InvalidValue, "until"};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const ExtendLink& command) {
    const Slot& slot = *deciding.before().slot(command.slot);
    const Door& former = *slot.door;
    const int generation = former.generation + (former.revoked ? 1 : 0);
    const bool invited = slot.status == Slot::Status::Invited;
    deciding.emit(DoorRenewed{
        slot.n, Door{generation, command.until, false}, invited && slot.escalated});
    // The former link died or was shown as closed: the person needs one that works.
    if (former.revoked || deciding.around.now >= former.expires_at) {
        deciding.send({.kind = mails::kNewLink, .to = slot.holder, .place = slot_place(slot.n)});
    }
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const CorrectAddress& command
) {
    if (command.place.kind == Place::Kind::Seat) {
        return refuse_to_correct_seat(around, state, command);
    }
    if (auto refused = refuse_change_of_holder(state, command.place.slot())) {
        return refused;
    }
    const auto address = parse_email(command.email.text);
    if (!address) {
        return Refused{Refusal::InvalidValue, "email"};
    }
    const Slot& slot = *state.slot(command.place);
    if (*address == slot.holder.email) {
        return Refused{Refusal::NothingToDo, std::to_string(slot.n)};
    }
    if (auto refused = refuse_reason(command.reason)) {
        return refused;
    }
    return refuse_unacknowledged(state, warnings_of_correction(around, state, slot, *address));
}

void rule(Deciding& deciding, const CorrectAddress& command) {
    if (command.place.kind == Place::Kind::Seat) {
        return correct_seat(deciding, command);
    }
    const Slot& former = *deciding.before().slot(command.place);
    const auto address = *parse_email(command.email.text);
    AddressCorrected corrected;
    corrected.place = command.place;
    corrected.change = AddressChange{
        former.holder.email, address, deciding.around.now, *parse_reason(command.reason)};
    corrected.door = next_door(deciding.around, former).value_or(Door{0, {}, false});
    corrected.acknowledged =
        warnings_of_correction(deciding.around, deciding.before(), former, address);
    deciding.emit(std::move(corrected));
    announce_new_holder(deciding, mails::kAddressCorrectedNotice, former);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const SubstituteHolder& command
) {
    if (auto refused = refuse_change_of_holder(state, command.slot)) {
        return refused;
    }
    if (around.type.names_are_printed) {
        return Refused{Refusal::NameIsPrinted, std::to_string(command.slot)};
    }
    const auto holder = read_holder(command.holder);
    if (!holder) {
        return Refused{Refusal::InvalidValue, "name"};
    }
    if (!parse_email(holder->email.text)) {
        return Refused{Refusal::InvalidValue, "email"};
    }
    const Slot& slot = *state.slot(command.slot);
    if (*holder == slot.holder) {
        return Refused{Refusal::NothingToDo, std::to_string(slot.n)};
    }
    if (auto refused = refuse_reason(command.reason)) {
        return refused;
    }
    return refuse_unacknowledged(state, warnings_of_slot(around, state, slot, holder->email));
}

void rule(Deciding& deciding, const SubstituteHolder& command) {
    const State& state = deciding.before();
    const Slot& former = *state.slot(command.slot);
    auto holder = *read_holder(command.holder);
    const auto warnings = warnings_of_slot(deciding.around, state, former, holder.email);
    deciding.emit(HolderSubstituted{
        former.n,
        former.holder,
        std::move(holder),
        *parse_reason(command.reason),
        next_door(deciding.around, former),
        warnings,
    });
    announce_new_holder(deciding, mails::kHolderSubstitutedNotice, former);
}

}  // namespace contreseing::workflows
