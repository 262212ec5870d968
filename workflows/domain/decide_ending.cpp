#include "workflows/domain/deciding.hpp"

#include <algorithm>

namespace contreseing::workflows {

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

Outcome rule(Deciding&& deciding, const RecordDeliveryFailure& command) {
    const State& state = deciding.before();
    // An erased address is nobody's, and looks like every other one that was erased.
    if (!parse_email(command.address.text)) {
        return refuse(Refusal::NothingToDo);
    }
    DeliveryFailed failed;
    failed.status = parse_line(command.status, 20).value_or("");
    failed.detail = parse_paragraph(command.detail, 2'000).value_or("");
    for (const auto& slot : state.slots) {
        if (!slot.undeliverable && same_mailbox(slot.holder.email, command.address)) {
            failed.slot = slot.n;
            failed.seat.reset();
            deciding.emit(failed);
        }
    }
    if (const Opinion* opinion = state.opinion()) {
        for (const auto& seat : opinion->seats) {
            if (!seat.undeliverable && same_mailbox(seat.holder.email, command.address)) {
                failed.slot.reset();
                failed.seat = seat.n;
                deciding.emit(failed);
            }
        }
    }
    if (deciding.state().events == state.events) {
        return refuse(Refusal::NothingToDo);
    }
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const RecordAutomaticReply& command) {
    const State& state = deciding.before();
    if (!parse_email(command.address.text)) {
        return refuse(Refusal::NothingToDo);
    }
    AutomaticReplyReceived received;
    received.detail = parse_paragraph(command.detail, 2'000).value_or("");
    const auto is_news = [&](const auto& participant) {
        return participant.automatic_reply != received.detail &&
               same_mailbox(participant.holder.email, command.address);
    };
    for (const auto& slot : state.slots) {
        if (is_news(slot)) {
            received.slot = slot.n;
            deciding.emit(received);
        }
    }
    received.slot.reset();
    if (const Opinion* opinion = state.opinion()) {
        for (const auto& seat : opinion->seats) {
            if (is_news(seat)) {
                received.seat = seat.n;
                deciding.emit(received);
            }
        }
    }
    if (deciding.state().events == state.events) {
        return refuse(Refusal::NothingToDo);
    }
    return std::move(deciding).done();
}

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
    for (const auto& slot : state.slots) {
        if (slot.door) {
            concerned.push_back({.to = slot.holder, .slot = slot.n});
        }
    }
    if (const Opinion* opinion = state.opinion()) {
        for (const auto& seat : opinion->seats) {
            concerned.push_back({.to = seat.holder, .opinion = opinion->n, .seat = seat.n});
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
