#include "text/mailbox.hpp"
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
    if (!text::is_mailbox(command.address.text)) {
        return refuse(Refusal::NothingToDo);
    }
    DeliveryFailed failed;
    failed.status = parse_line(command.status, 20).value_or("");
    failed.detail = parse_paragraph(command.detail, 2'000).value_or("");
    for (const auto& [place, somebody] : state.everybody()) {
        if (!somebody->undeliverable && same_mailbox(somebody->holder.email, command.address)) {
            failed.place = place;
            deciding.emit(failed);
        }
    }
    if (deciding.state().events == state.events) {
        return refuse(Refusal::NothingToDo);
    }
    return std::move(deciding).done();
}

namespace {

/// Who holds a link may write to its return path as often as they like: the journal keeps so many
/// of their words, reports of failures apart.
constexpr int kMostMailsKept = 100;

/// Tells every place of that mailbox whose `last` words are others.
template <class Event>
void tell_places(
    Deciding& deciding,
    const EmailAddress& address,
    const std::string& words,
    Event told,
    std::string Reach::* last
) {
    for (const auto& [place, somebody] : deciding.before().everybody()) {
        if (somebody->*last != words && same_mailbox(somebody->holder.email, address)) {
            told.place = place;
            deciding.emit(told);
        }
    }
}

bool is_of_a_place(const State& state, const EmailAddress& address) {
    return std::ranges::any_of(state.everybody(), [&address](const auto& each) {
        return same_mailbox(each.second->holder.email, address);
    });
}

}  // namespace

Outcome rule(Deciding&& deciding, const RecordAutomaticReply& command) {
    const State& state = deciding.before();
    if (!text::is_mailbox(command.address.text) || state.mails_kept >= kMostMailsKept) {
        return refuse(Refusal::NothingToDo);
    }
    AutomaticReplyReceived received;
    received.detail = parse_paragraph(command.detail, 2'000).value_or("");
    tell_places(deciding, command.address, received.detail, received, &Reach::automatic_reply);
    if (deciding.state().events == state.events) {
        return refuse(Refusal::NothingToDo);
    }
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const RecordReturnedMail& command) {
    const State& state = deciding.before();
    MailReturned returned;
    returned.address = command.address.text;
    returned.text = parse_paragraph(command.text, 2'000).value_or("");
    if (!text::is_mailbox(command.address.text) || returned.text.empty() ||
        state.mails_kept >= kMostMailsKept) {
        return refuse(Refusal::NothingToDo);
    }
    if (is_of_a_place(state, command.address)) {
        tell_places(deciding, command.address, returned.text, returned, &Reach::returned_mail);
    } else {
        deciding.emit(returned);
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
