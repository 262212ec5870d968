#include "workflows/domain/deciding.hpp"

#include <algorithm>

namespace contreseing::workflows {

Outcome rule(Deciding&& deciding, const FreezeVersion& command) {
    const State& state = deciding.before();
    if (state.stage != Stage::Drafting) {
        return refuse(Refusal::WrongStage);
    }
    if (!state.draft_open) {
        return refuse(Refusal::DraftIsFrozen);
    }
    if (command.from_events != state.events) {
        return refuse(Refusal::ChangedMeanwhile);
    }
    const auto checklist = draft_checklist(deciding.around, state);
    const auto blocking =
        std::find_if(checklist.begin(), checklist.end(), [](const ChecklistItem& item) {
            return item.blocks();
        });
    if (blocking != checklist.end()) {
        return refuse(Refusal::ChecklistBlocks, blocking->key());
    }
    if (command.pages < 1) {
        return refuse(Refusal::InvalidValue, "pages");
    }
    Version version;
    version.n = state.versions.empty() ? 1 : state.versions.back().n + 1;
    version.document = command.document;
    version.sha256 = command.sha256;
    version.pages = command.pages;
    version.frozen_at = deciding.around.now;
    version.annexes = state.annexes;
    deciding.emit(VersionFrozen{std::move(version)});
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const ReopenDraft& command) {
    const State& state = deciding.before();
    if (!is_open(state.stage) || state.draft_open) {
        return refuse(Refusal::WrongStage);
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    std::vector<Message> concerned;
    for (const auto& slot : state.slots) {
        if (slot.door || slot.signature) {
            // The place has another number in the next version: the message names none.
            concerned.push_back({.to = slot.holder});
        }
    }
    std::vector<Message> still_heard;
    if (const Opinion* opinion = state.opinion()) {
        const bool stands = !command.substantial && opinion->closed_at;
        for (const auto& seat : opinion->seats) {
            auto& told = stands && seat.answer ? still_heard : concerned;
            told.push_back({.to = seat.holder, .opinion = opinion->n, .seat = seat.n});
        }
    }
    deciding.emit(VersionReopened{std::move(*reason), command.substantial});
    deciding.send_to_each(MessageKind::VersionVoidedNotice, concerned);
    deciding.send_to_each(MessageKind::OpinionKeptNotice, still_heard);
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
