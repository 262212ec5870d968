#include "workflows/domain/checks.hpp"
#include "workflows/parts/signing/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

Instant door_expiry(const Surroundings& around) {
    return around.now + std::chrono::days{std::max(1, around.type.link_validity_days)};
}

void invite_next(Deciding& deciding) {
    std::vector<int> next;
    std::optional<int> lowest_open;
    for (const auto& slot : deciding.state().slots) {
        if (slot.status != Slot::Status::Signed) {
            lowest_open = std::min(lowest_open.value_or(slot.rank), slot.rank);
        }
    }
    for (const auto& slot : deciding.state().slots) {
        if (slot.status == Slot::Status::Waiting && slot.rank == lowest_open) {
            next.push_back(slot.n);
        }
    }
    for (const int n : next) {
        deciding.emit(SlotInvited{n, Door{1, door_expiry(deciding.around), false}});
        deciding.send(
            {.kind = mails::kInvitation,
             .to = deciding.state().slot(n)->holder,
             .place = slot_place(n)}
        );
    }
}

std::optional<Refused> refuse(const Surroundings& around, const State& state, const OpenRound&) {
    if (state.stage == Stage::UnderOpinion) {
        return Refused{Refusal::OpinionMissing};
    }
    if (!is_one_of(state.stage, {Stage::Drafting, Stage::AwaitingAuthority}) ||
        state.frozen() == nullptr || state.slots.empty()) {
        return out_of_step(state, Step::Signatures);
    }
    return refuse_gate(around, state, Gate::Round);
}

void rule(Deciding& deciding, const OpenRound&) {
    deciding.emit(RoundOpened{});
    invite_next(deciding);
}

std::optional<Refused> refuse_pen(const State& state, int n, Instant now) {
    const std::string subject = std::to_string(n);
    const Slot* slot = state.slot(n);
    // Who has acted is told so, whatever became of the round since.
    if (slot != nullptr && slot->status == Slot::Status::Signed) {
        return Refused{Refusal::AlreadySigned, subject};
    }
    if (slot != nullptr && slot->status == Slot::Status::Declined) {
        return Refused{Refusal::AlreadyDeclined, subject};
    }
    if (state.stage != Stage::InSignature) {
        return Refused{Refusal::WrongStage, {}};
    }
    if (slot == nullptr) {
        return Refused{Refusal::NotFound, subject};
    }
    if (slot->status != Slot::Status::Invited || !slot->door) {
        return Refused{Refusal::NotYourTurn, subject};
    }
    if (slot->door->revoked) {
        return Refused{Refusal::LinkRevoked, subject};
    }
    if (now >= slot->door->expires_at) {
        return Refused{Refusal::LinkExpired, subject};
    }
    return std::nullopt;
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const DeclineToSign& command
) {
    if (auto refused = refuse_pen(state, command.slot, around.now)) {
        return refused;
    }
    if (is_by_former_link(command.generation, *state.slot(command.slot)->door)) {
        return Refused{Refusal::LinkRevoked};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const DeclineToSign& command) {
    deciding.emit(SlotDeclined{command.slot, *parse_reason(command.reason)});
    const Contact& declined = deciding.state().slot(command.slot)->holder;
    deciding.send(
        {.kind = mails::kDeclineReceipt, .to = declined, .place = slot_place(command.slot)}
    );
    std::vector<Recipient> others;
    for (const auto& slot : deciding.state().slots) {
        if (!same_mailbox(slot.holder.email, declined.email)) {
            others.push_back({.to = slot.holder, .place = slot_place(command.slot)});
        }
    }
    deciding.send_to_each(mails::kDeclineNotice, others);
    deciding.tell_administrators(mails::kDeclineAlert, slot_place(command.slot));
}

}  // namespace contreseing::workflows
