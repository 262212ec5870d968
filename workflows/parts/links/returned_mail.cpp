#include "text/mailbox.hpp"
#include "workflows/parts/links/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

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
    std::string Reach::*last
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

}  // namespace contreseing::workflows
