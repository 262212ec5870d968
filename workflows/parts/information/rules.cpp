#include "workflows/parts/information/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

bool informs_nobody(const ConventionType& type) {
    return type.inform_body_kind.empty();
}

int mailed(const std::vector<Informed>& members) {
    return static_cast<int>(std::count_if(
        members.begin(), members.end(), [](const Informed& member) { return member.mailed; }
    ));
}

/// One message to each present member of the body that the type informs.
void mail_body(Deciding& deciding) {
    if (informs_nobody(deciding.around.type)) {
        return;
    }
    std::vector<Recipient> body;
    for (const auto& member : deciding.around.informed_body) {
        body.push_back({.to = member});
    }
    deciding.send_to_each(mails::kBodyInformation, body);
}

}  // namespace

std::vector<Badge> parts::Information::badges(
    const ConventionType& type, const workflows::State& state
) {
    if (state.stage != Stage::InForce || informs_nobody(type) || state.body_informed_at) {
        return {};
    }
    return {{badges::kToInform}};
}

void parts::Information::follow(Deciding& deciding, const Recorded& recorded) {
    if (std::holds_alternative<EnteredIntoForce>(recorded.event)) {
        mail_body(deciding);
    }
}

std::optional<Refused> refuse(const Surroundings& around, const State& state, const InformBody&) {
    if (state.stage != Stage::InForce) {
        return informs_nobody(around.type) ? Refused{Refusal::WrongStage}
                                           : out_of_step(state, Step::Force);
    }
    if (!body_was_forgotten(around, state)) {
        return Refused{Refusal::NothingToDo};
    }
    if (around.informed_body.empty()) {
        return Refused{Refusal::NotFound, "body"};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const InformBody&) {
    deciding.emit(BodyInformationSent{});
    mail_body(deciding);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RecordBodyInformed& command
) {
    if (state.stage != Stage::InForce) {
        return informs_nobody(around.type) ? Refused{Refusal::WrongStage}
                                           : out_of_step(state, Step::Force);
    }
    if (state.body_informed_at || informs_nobody(around.type)) {
        return Refused{Refusal::NothingToDo};
    }
    if (command.from_events != state.events) {
        return Refused{Refusal::ChangedMeanwhile};
    }
    if (!parse_line(command.body_name)) {
        return Refused{Refusal::InvalidValue, "body_name"};
    }
    if (mailed(command.members) == 0) {
        return Refused{Refusal::InvalidValue, "members"};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const RecordBodyInformed& command) {
    deciding.emit(BodyInformed{
        *parse_line(command.body_name), mailed(command.members), command.members});
}

}  // namespace contreseing::workflows
