#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

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
    std::vector<Message> parties;
    for (const auto& slot : state.slots) {
        parties.push_back({.to = slot.holder, .place = slot_place(slot.n)});
    }
    deciding.send_to_each(MessageKind::SignedCopy, parties);
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
