#include "text/mailbox.hpp"
#include "workflows/parts/links/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// Who holds a link may write to its return path as often as they like: the journal keeps so many
/// of their words, reports of failures apart.
constexpr int kMostMailsKept = 100;

/// Places of that mailbox whose holder is as `wanted`. An erased address is nobody's, and looks
/// like every other one that was erased.
std::vector<Place> places_of(const State& state, const EmailAddress& address, auto wanted) {
    std::vector<Place> places;
    if (text::is_mailbox(address.text)) {
        for (const auto& [place, somebody] : state.everybody()) {
            if (same_mailbox(somebody->holder.email, address) && wanted(*somebody)) {
                places.push_back(place);
            }
        }
    }
    return places;
}

std::vector<Place> places_to_tell(const State& state, const RecordDeliveryFailure& command) {
    return places_of(state, command.address, [](const Reach& somebody) {
        return !somebody.undeliverable;
    });
}

std::string told(const std::string& words) {
    return parse_paragraph(words, 2'000).value_or("");
}

std::vector<Place> places_to_tell(const State& state, const RecordAutomaticReply& command) {
    return places_of(state, command.address, [said = told(command.detail)](const Reach& somebody) {
        return somebody.automatic_reply != said;
    });
}

/// The whole act when the mailbox is no place's: an administrator's, for one.
std::vector<Place> places_to_tell(const State& state, const RecordReturnedMail& command) {
    const auto all = places_of(state, command.address, [](const Reach&) { return true; });
    if (all.empty()) {
        return {whole_act()};
    }
    return places_of(state, command.address, [said = told(command.text)](const Reach& somebody) {
        return somebody.returned_mail != said;
    });
}

std::optional<Refused> nothing_unless(bool tells_something) {
    return tells_something ? std::nullopt : std::optional(Refused{Refusal::NothingToDo});
}

}  // namespace

std::optional<Refused> refuse(
    const Surroundings&, const State& state, const RecordDeliveryFailure& command
) {
    return nothing_unless(!places_to_tell(state, command).empty());
}

void rule(Deciding& deciding, const RecordDeliveryFailure& command) {
    for (const auto& place : places_to_tell(deciding.before(), command)) {
        deciding.emit(DeliveryFailed{
            place, parse_line(command.status, 20).value_or(""), told(command.detail)});
    }
}

std::optional<Refused> refuse(
    const Surroundings&, const State& state, const RecordAutomaticReply& command
) {
    return nothing_unless(
        state.mails_kept < kMostMailsKept && !places_to_tell(state, command).empty()
    );
}

void rule(Deciding& deciding, const RecordAutomaticReply& command) {
    for (const auto& place : places_to_tell(deciding.before(), command)) {
        deciding.emit(AutomaticReplyReceived{place, told(command.detail)});
    }
}

std::optional<Refused> refuse(
    const Surroundings&, const State& state, const RecordReturnedMail& command
) {
    return nothing_unless(
        state.mails_kept < kMostMailsKept && text::is_mailbox(command.address.text) &&
        !told(command.text).empty() && !places_to_tell(state, command).empty()
    );
}

void rule(Deciding& deciding, const RecordReturnedMail& command) {
    for (const auto& place : places_to_tell(deciding.before(), command)) {
        deciding.emit(MailReturned{place, command.address.text, told(command.text)});
    }
}

}  // namespace contreseing::workflows
