#include "workflows/parts/copies/rules.hpp"

namespace contreseing::workflows {

namespace {

/// The signed act, to whoever signed.
void mail_act(Deciding& deciding) {
    std::vector<Message> signatories;
    for (const auto& slot : deciding.state().slots) {
        signatories.push_back({.to = slot.holder, .place = slot_place(slot.n)});
    }
    deciding.send_to_each(MessageKind::SignedCopy, signatories);
}

}  // namespace

void parts::Copies::follow(Deciding& deciding, const Recorded& recorded) {
    if (std::holds_alternative<EnteredIntoForce>(recorded.event)) {
        mail_act(deciding);
    }
}

Outcome rule(Deciding&& deciding, const RenewCopies& command) {
    const State& state = deciding.before();
    if (state.stage != Stage::InForce) {
        return refuse(Refusal::WrongStage);
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    deciding.emit(CopiesRenewed{std::move(*reason)});
    mail_act(deciding);
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
