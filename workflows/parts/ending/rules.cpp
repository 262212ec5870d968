#include "workflows/parts/ending/rules.hpp"

namespace contreseing::workflows {

Outcome rule(Deciding&& deciding, const Abandon& command) {
    const State& state = deciding.before();
    if (!is_open(state.stage)) {
        return refuse(Refusal::WrongStage);
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    std::vector<Message> concerned;
    for (const auto& [place, somebody] : state.everybody()) {
        if (somebody->door) {
            concerned.push_back({.to = somebody->holder, .place = place});
        }
    }
    deciding.emit(ConventionAbandoned{std::move(*reason)});
    deciding.send_to_each(MessageKind::AbandonNotice, concerned);
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const EraseValues& command) {
    const State& state = deciding.before();
    if (is_open(state.stage)) {
        return refuse(Refusal::WrongStage);
    }
    if (command.from_events != state.events) {
        return refuse(Refusal::ChangedMeanwhile);
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    if (command.values.empty()) {
        return refuse(Refusal::NothingToDo);
    }
    for (const auto& place : command.values) {
        if (place.seq < 1 || place.seq > state.events) {
            return refuse(Refusal::NotFound, std::to_string(place.seq));
        }
    }
    deciding.emit(ValuesErased{std::move(*reason), command.values});
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
