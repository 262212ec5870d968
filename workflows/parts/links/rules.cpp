#include "workflows/parts/links/rules.hpp"

#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/link_rules.hpp"
#include "workflows/domain/typed_name.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using namespace std::chrono_literals;

/// Furthest extension of a link: a bound for typing errors, not a rule of the acts.
constexpr std::chrono::days kLongestExtension{366};

/// What the part says whose place it is, of a step that is asked for.
std::optional<Refused> refuse_step(
    const Surroundings& around, const State& state, const Place& place, LinkStep step
) {
    const LinkRules* rules = link_rules_of(place);
    return rules == nullptr ? Refused{Refusal::NotFound, to_text(place)}
                            : rules->refuse(around, state, place, step);
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

/// Warnings of `address` at that place. Another spelling of the same mailbox was answered for with
/// the address that is there.
std::vector<std::string> warnings_of_correction(
    const Surroundings& around, const State& state, const Place& place, const EmailAddress& address
) {
    return same_mailbox(address, state.reach(place)->holder.email)
               ? std::vector<std::string>{}
               : link_rules_of(place)->warnings(around, state, place, address);
}

}  // namespace

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RemindNow& command
) {
    return refuse_step(around, state, command.place, LinkStep::Remind);
}

void rule(Deciding& deciding, const RemindNow& command) {
    link_rules_of(command.place)->remind(deciding, command.place);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const ResendLink& command
) {
    if (auto refused = refuse_step(around, state, command.place, LinkStep::Resend)) {
        return refused;
    }
    const auto& resent = state.reach(command.place)->link_resent_at;
    if (resent && around.now < *resent + kBetweenResends) {
        return Refused{Refusal::TooSoon, std::to_string(command.place.n)};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const ResendLink& command) {
    link_rules_of(command.place)->resend(deciding, command.place);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RevokeLink& command
) {
    if (auto refused = refuse_step(around, state, command.place, LinkStep::Revoke)) {
        return refused;
    }
    if (state.reach(command.place)->door->revoked) {
        return Refused{Refusal::NothingToDo, std::to_string(command.place.n)};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const RevokeLink& command) {
    deciding.emit(DoorRevoked{command.place, *parse_reason(command.reason)});
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const CorrectAddress& command
) {
    if (auto refused = refuse_step(around, state, command.place, LinkStep::Correct)) {
        return refused;
    }
    const auto address = parse_email(command.email.text);
    if (!address) {
        return Refused{Refusal::InvalidValue, "email"};
    }
    const Reach& somebody = *state.reach(command.place);
    const bool reopens =
        link_rules_of(command.place)->correcting_reopens && somebody.door && somebody.door->revoked;
    if (*address == somebody.holder.email && !reopens) {
        return Refused{Refusal::NothingToDo, std::to_string(command.place.n)};
    }
    if (auto refused = refuse_reason(command.reason)) {
        return refused;
    }
    return refuse_unacknowledged(
        state, warnings_of_correction(around, state, command.place, *address)
    );
}

void rule(Deciding& deciding, const CorrectAddress& command) {
    const State& before = deciding.before();
    const LinkRules& rules = *link_rules_of(command.place);
    const Contact& former = before.reach(command.place)->holder;
    const auto address = *parse_email(command.email.text);
    AddressCorrected corrected;
    corrected.place = command.place;
    corrected.change =
        AddressChange{former.email, address, deciding.around.now, *parse_reason(command.reason)};
    corrected.door =
        rules.next_door(deciding.around, before, command.place).value_or(Door{0, {}, false});
    corrected.acknowledged =
        warnings_of_correction(deciding.around, before, command.place, address);
    deciding.emit(std::move(corrected));
    rules.announce(deciding, command.place, mails::kAddressCorrectedNotice, former);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const ExtendLink& command
) {
    if (auto refused = refuse_step(around, state, slot_place(command.slot), LinkStep::Revoke)) {
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
    const Surroundings& around, const State& state, const SubstituteHolder& command
) {
    if (auto refused = refuse_step(around, state, slot_place(command.slot), LinkStep::Correct)) {
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
    const Place place = slot_place(command.slot);
    const LinkRules& rules = *link_rules_of(place);
    const Slot& former = *state.slot(place);
    auto holder = *read_holder(command.holder);
    const auto warnings = warnings_of_slot(deciding.around, state, former, holder.email);
    deciding.emit(HolderSubstituted{
        former.n,
        former.holder,
        std::move(holder),
        *parse_reason(command.reason),
        rules.next_door(deciding.around, state, place),
        warnings,
    });
    rules.announce(deciding, place, mails::kHolderSubstitutedNotice, former.holder);
}

}  // namespace contreseing::workflows
