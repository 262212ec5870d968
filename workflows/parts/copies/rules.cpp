#include "workflows/parts/copies/rules.hpp"

namespace contreseing::workflows {

namespace {

/// The signed act, to whoever signed.
void mail_act(Deciding& deciding) {
    std::vector<Recipient> signatories;
    for (const auto& slot : deciding.state().slots) {
        signatories.push_back({.to = slot.holder, .place = slot_place(slot.n)});
    }
    deciding.send_to_each(mails::kSignedCopy, signatories);
}

}  // namespace

void parts::Copies::follow(Deciding& deciding, const Recorded& recorded) {
    if (std::holds_alternative<EnteredIntoForce>(recorded.event)) {
        mail_act(deciding);
    }
}

std::optional<Refused> refuse(const Surroundings&, const State& state, const RenewCopies& command) {
    if (state.stage != Stage::InForce) {
        return out_of_step(state, Step::Force);
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const RenewCopies& command) {
    deciding.emit(CopiesRenewed{*parse_reason(command.reason)});
    mail_act(deciding);
}

}  // namespace contreseing::workflows
