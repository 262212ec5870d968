#include "workflows/parts/ending/rules.hpp"

namespace contreseing::workflows {

std::optional<Refused> refuse(const Surroundings&, const State& state, const Abandon& command) {
    if (!is_open(state.stage)) {
        return Refused{Refusal::WrongStage};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const Abandon& command) {
    std::vector<Recipient> concerned;
    for (const auto& [place, somebody] : deciding.before().everybody()) {
        if (somebody->door) {
            concerned.push_back({.to = somebody->holder, .place = place});
        }
    }
    deciding.emit(ConventionAbandoned{*parse_reason(command.reason)});
    deciding.send_to_each(mails::kAbandonNotice, concerned);
}

std::optional<Refused> refuse(const Surroundings&, const State& state, const EraseValues& command) {
    if (is_open(state.stage)) {
        return out_of_step(state, Step::Force);
    }
    if (command.from_events != state.events) {
        return Refused{Refusal::ChangedMeanwhile};
    }
    if (auto refused = refuse_reason(command.reason)) {
        return refused;
    }
    if (command.values.empty()) {
        return Refused{Refusal::NothingToDo};
    }
    for (const auto& place : command.values) {
        if (place.seq < 1 || place.seq > state.events) {
            return Refused{Refusal::NotFound, std::to_string(place.seq)};
        }
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const EraseValues& command) {
    deciding.emit(ValuesErased{*parse_reason(command.reason), command.values});
}

}  // namespace contreseing::workflows
