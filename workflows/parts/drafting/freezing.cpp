#include "workflows/domain/checks.hpp"
#include "workflows/parts/drafting/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// The seat of that mailbox, one that answered if there is; null when it has none.
const Seat* seat_of_mailbox(const Opinion& opinion, const EmailAddress& mailbox) {
    const Seat* found = nullptr;
    for (const auto& seat : opinion.seats) {
        if (same_mailbox(seat.holder.email, mailbox) && (found == nullptr || seat.answer)) {
            found = &seat;
        }
    }
    return found;
}

/// Who is told that the text is withdrawn, what matters most to a mailbox first: a link or a
/// signature that is void, an answer that holds, an opinion that was asked.
std::vector<Message> told_of_withdrawal(const State& state, bool substantial) {
    const Opinion* opinion = state.opinion();
    std::vector<Message> told;
    for (const auto& slot : state.slots) {
        if (slot.door || slot.signature) {
            // The place has another number in the next version: the message names none.
            auto& message = told.emplace_back();
            message.kind = mails::kVersionVoidedNotice;
            message.to = slot.holder;
            const Seat* seat =
                opinion == nullptr ? nullptr : seat_of_mailbox(*opinion, slot.holder.email);
            if (seat != nullptr) {
                message.place = seat_place(opinion->n, seat->n);
            }
        }
    }
    if (opinion == nullptr) {
        return told;
    }
    std::vector<Message> others;
    for (const auto& seat : opinion->seats) {
        const bool holds = !substantial && opinion->closed_at && seat.answer;
        auto& list = holds ? told : others;
        list.push_back(
            {.kind = holds ? mails::kOpinionKeptNotice : mails::kVersionVoidedNotice,
             .to = seat.holder,
             .place = seat_place(opinion->n, seat.n)}
        );
    }
    told.insert(told.end(), others.begin(), others.end());
    return told;
}

}  // namespace

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const FreezeVersion& command
) {
    if (state.stage != Stage::Drafting) {
        return Refused{Refusal::WrongStage};
    }
    if (!state.draft_open) {
        return Refused{Refusal::DraftIsFrozen};
    }
    if (command.from_events != state.events) {
        return Refused{Refusal::ChangedMeanwhile};
    }
    if (auto refused = refuse_gate(around, state, Gate::Freeze)) {
        return refused;
    }
    if (command.pages < 1) {
        return Refused{Refusal::InvalidValue, "pages"};
    }
    if (command.text.sha256 == Sha256{}) {
        return Refused{Refusal::InvalidValue, "text"};  // nothing could amend it
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const FreezeVersion& command) {
    const State& state = deciding.before();
    Version version;
    version.n = state.versions.empty() ? 1 : state.versions.back().n + 1;
    version.document = command.document;
    version.sha256 = command.sha256;
    version.pages = command.pages;
    version.frozen_at = deciding.around.now;
    version.annexes = state.annexes;
    version.text = command.text;
    deciding.emit(VersionFrozen{std::move(version)});
}

std::optional<Refused> refuse(const Surroundings&, const State& state, const ReopenDraft& command) {
    if (!is_open(state.stage) || state.draft_open) {
        return Refused{Refusal::WrongStage};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const ReopenDraft& command) {
    const auto told = told_of_withdrawal(deciding.before(), command.substantial);
    VersionReopened reopened{*parse_reason(command.reason), command.substantial, {}};
    int last = deciding.before().last_slot_n;
    for (const auto& slot : deciding.before().slots) {
        reopened.slots.push_back({slot.n, ++last});
    }
    deciding.emit(std::move(reopened));
    deciding.send_once_each(told);
}

}  // namespace contreseing::workflows
