#include "workflows/domain/deciding.hpp"

#include <algorithm>
#include <iterator>

namespace contreseing::workflows {

namespace {

template <class Everybody>
bool any_reminded(const Everybody& everybody, const EmailAddress& email, Instant now) {
    constexpr std::chrono::hours kBetweenReminders{24};
    return std::ranges::any_of(everybody, [&](const Reach& somebody) {
        return somebody.last_reminder_at && now < *somebody.last_reminder_at + kBetweenReminders &&
               same_mailbox(somebody.holder.email, email);
    });
}

}  // namespace

bool reminded_lately(const State& state, const Slot& slot, Instant now) {
    return any_reminded(state.slots, slot.holder.email, now);
}

bool reminded_lately(const Opinion& opinion, const Seat& seat, Instant now) {
    return any_reminded(opinion.seats, seat.holder.email, now);
}

std::vector<int> pen_holders(const State& state) {
    std::vector<int> holders;
    if (state.stage != Stage::InSignature) {
        return holders;
    }
    for (const auto& slot : state.slots) {
        if (slot.status == Slot::Status::Invited) {
            holders.push_back(slot.n);
        }
    }
    std::sort(holders.begin(), holders.end());
    return holders;
}

std::vector<std::string> allowed_actions(const Surroundings& around, const State& state) {
    const ConventionType& type = around.type;
    std::vector<std::string> actions;
    const auto allow = [&actions](bool allowed, std::string_view action) {
        if (allowed) {
            actions.emplace_back(action);
        }
    };
    const auto none_blocks = [](const std::vector<ChecklistItem>& items) {
        return std::none_of(items.begin(), items.end(), [](const ChecklistItem& item) {
            return item.blocks();
        });
    };
    const bool open = is_open(state.stage);
    const bool drafting = state.stage == Stage::Drafting && state.draft_open;
    const bool ready = state.frozen() != nullptr &&
                       is_one_of(state.stage, {Stage::Drafting, Stage::AwaitingAuthority});
    allow(drafting, "edit_draft");
    allow(drafting && !type.annexes.empty(), "attach_annex");
    allow(drafting && !state.annexes.empty(), "remove_annex");
    allow(open, "acknowledge_warning");
    allow(drafting && none_blocks(draft_checklist(around, state)), "freeze_version");
    allow(open && !state.draft_open, "reopen_draft");
    allow(ready && type.opinion, "request_opinion");
    allow(state.stage == Stage::UnderOpinion, "close_opinion");
    const auto gates = ready ? signature_gates(around, state) : std::vector<ChecklistItem>{};
    const bool unfavourable =
        std::any_of(gates.begin(), gates.end(), [](const ChecklistItem& gate) {
            return gate.kind == ChecklistItem::Kind::OpinionUnfavourable &&
                   gate.verdict == ChecklistItem::Verdict::NeedsAcknowledgement;
        });
    allow(unfavourable, "acknowledge_opinion");
    allow(ready && none_blocks(gates), "open_round");

    const bool pen = !pen_holders(state).empty();
    const bool asking = pen || state.stage == Stage::UnderOpinion;
    allow(asking, "remind_now");
    allow(asking, "resend_link");
    const bool doors =
        is_one_of(state.stage, {Stage::InSignature, Stage::InForce, Stage::Declined}) &&
        std::any_of(state.slots.begin(), state.slots.end(), [](const Slot& slot) {
            return slot.door.has_value();
        });
    allow(doors || state.opinion() != nullptr, "revoke_link");
    allow(doors, "extend_link");
    const bool holders_may_change = open && state.stage != Stage::Declined && !state.draft_open;
    allow(holders_may_change, "correct_address");
    allow(holders_may_change && !type.names_are_printed, "substitute_holder");
    allow(!around.informed_body.empty() && body_was_forgotten(around, state), "inform_body");
    allow(state.stage == Stage::InForce, "renew_copies");
    allow(open, "abandon");
    return actions;
}

bool comes_later(const ConventionType& type, const State& state, std::string_view command) {
    enum Step { Draft, Frozen, Opinion, OpinionGiven, Signatures, Force };
    struct Wait {
        std::string_view command;
        Step until;  ///< refused before it, the command may still come
    };
    // Not the acts of signing: whoever asks for one was shown a text that is withdrawn.
    static constexpr Wait kWaits[] = {
        {"freeze_version", Frozen},
        {"request_opinion", Frozen},
        {"correct_address", Frozen},
        {"substitute_holder", Frozen},
        {"acknowledge_opinion", OpinionGiven},
        {"open_round", Signatures},
        {"remind_now", Signatures},
        {"resend_link", Signatures},
        {"revoke_link", Signatures},
        {"extend_link", Signatures},
        {"inform_body", Force},
        {"record_body_informed", Force},
        {"erase_values", Force},
        {"renew_copies", Force},
    };
    const auto* wait =
        std::find_if(std::begin(kWaits), std::end(kWaits), [command](const Wait& each) {
            return each.command == command;
        });
    const bool about_opinion = command == "request_opinion" || command == "acknowledge_opinion";
    const bool about_body = command == "inform_body" || command == "record_body_informed";
    if (wait == std::end(kWaits) || (about_opinion && !type.opinion) ||
        (about_body && type.inform_body_kind.empty())) {
        return false;
    }
    switch (state.stage) {
        case Stage::Drafting:
            return (state.draft_open ? Draft : Frozen) < wait->until;
        case Stage::UnderOpinion:
            return Opinion < wait->until;
        case Stage::AwaitingAuthority:
            return OpinionGiven < wait->until;
        case Stage::InSignature:
            return Signatures < wait->until;
        default:
            return false;
    }
}

bool body_was_forgotten(const Surroundings& around, const State& state) {
    return state.stage == Stage::InForce && !around.type.inform_body_kind.empty() &&
           !state.body_informed_at && !around.informing;
}

}  // namespace contreseing::workflows
