#include "workflows/parts/information/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// One message to each present member of the body that the type informs.
void mail_body(Deciding& deciding) {
    if (deciding.around.type.inform_body_kind.empty()) {
        return;
    }
    std::vector<Message> body;
    for (const auto& member : deciding.around.informed_body) {
        body.push_back({.to = member});
    }
    deciding.send_to_each(MessageKind::BodyInformation, body);
}

}  // namespace

void parts::Information::follow(Deciding& deciding, const Recorded& recorded) {
    if (std::holds_alternative<EnteredIntoForce>(recorded.event)) {
        mail_body(deciding);
    }
}

Outcome rule(Deciding&& deciding, const InformBody&) {
    const State& state = deciding.before();
    if (state.stage != Stage::InForce) {
        return refuse(Refusal::WrongStage);
    }
    if (!body_was_forgotten(deciding.around, state)) {
        return refuse(Refusal::NothingToDo);
    }
    if (deciding.around.informed_body.empty()) {
        return refuse(Refusal::NotFound, "body");
    }
    deciding.emit(BodyInformationSent{});
    mail_body(deciding);
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const RecordBodyInformed& command) {
    const State& state = deciding.before();
    if (state.stage != Stage::InForce) {
        return refuse(Refusal::WrongStage);
    }
    if (state.body_informed_at || deciding.around.type.inform_body_kind.empty()) {
        return refuse(Refusal::NothingToDo);
    }
    if (command.from_events != state.events) {
        return refuse(Refusal::ChangedMeanwhile);
    }
    auto body_name = parse_line(command.body_name);
    if (!body_name) {
        return refuse(Refusal::InvalidValue, "body_name");
    }
    const auto mailed =
        std::count_if(command.members.begin(), command.members.end(), [](const Informed& member) {
            return member.mailed;
        });
    if (mailed == 0) {
        return refuse(Refusal::InvalidValue, "members");
    }
    deciding.emit(BodyInformed{std::move(*body_name), static_cast<int>(mailed), command.members});
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
