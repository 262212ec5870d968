#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/opinion_rules.hpp"
#include "workflows/parts/links/rules.hpp"

namespace contreseing::workflows {

namespace {

/// Refuses unless the seat belongs to a vote that runs.
std::optional<Refused> refuse_vote(
    const State& state, const Opinion* opinion, const Seat* seat, Instant now
) {
    if (opinion == nullptr) {
        return Refused{Refusal::NotFound, "opinion"};
    }
    if (seat == nullptr) {
        return Refused{Refusal::NotFound, "seat"};
    }
    const bool running =
        state.stage == Stage::UnderOpinion && !opinion->closed_at && !opinion->void_;
    if (!running || now > opinion->deadline) {
        return Refused{Refusal::OpinionClosed, {}};
    }
    return std::nullopt;
}

Message to_seat(const MailKind& kind, const State& state, const Place& place) {
    return {.kind = kind, .to = state.seat(place)->holder, .place = place};
}

/// As of a slot (`rules.cpp`).
std::vector<std::string> warnings_of_correction(
    const Surroundings& around,
    const Opinion& opinion,
    const Seat& seat,
    const EmailAddress& address
) {
    return same_mailbox(address, seat.holder.email)
               ? std::vector<std::string>{}
               : warnings_of_seat(around, opinion, seat, address);
}

}  // namespace

std::optional<Refused> refuse_seat(const State& state, const Place& place, Instant now) {
    const Seat* found = state.seat(place);
    if (auto refused = refuse_vote(state, state.opinion(place.opinion()), found, now)) {
        return refused;
    }
    return found->door->revoked ? std::optional(Refused{Refusal::LinkRevoked, {}}) : std::nullopt;
}

std::optional<Refused> refuse_to_remind_seat(
    const Surroundings& around, const State& state, const RemindNow& command
) {
    if (auto refused = refuse_seat(state, command.place, around.now)) {
        return refused;
    }
    const Seat& seat = *state.seat(command.place);
    if (!is_awaited(seat)) {
        return Refused{Refusal::NotTheirPen, "seat"};
    }
    if (reminded_lately(*state.opinion(command.place.opinion()), seat, around.now)) {
        return Refused{Refusal::TooSoon, std::to_string(seat.n)};
    }
    return std::nullopt;
}

void remind_seat(Deciding& deciding, const RemindNow& command) {
    deciding.emit(SeatReminded{command.place.opinion(), command.place.seat(), true});
    deciding.send(to_seat(mails::kOpinionReminder, deciding.before(), command.place));
}

std::optional<Refused> refuse_to_resend_to_seat(
    const Surroundings& around, const State& state, const ResendLink& command
) {
    if (auto refused = refuse_seat(state, command.place, around.now)) {
        return refused;
    }
    const Seat& seat = *state.seat(command.place);
    if (seat.link_resent_at && around.now < *seat.link_resent_at + kBetweenResends) {
        return Refused{Refusal::TooSoon, std::to_string(seat.n)};
    }
    return std::nullopt;
}

void resend_to_seat(Deciding& deciding, const ResendLink& command) {
    deciding.emit(LinkResent{command.place});
    deciding.send(to_seat(mails::kOpinionRequest, deciding.before(), command.place));
}

std::optional<Refused> refuse_to_revoke_seat(const State& state, const RevokeLink& command) {
    const Opinion* opinion = state.opinion(command.place.opinion());
    const Seat* seat = state.seat(command.place);
    if (seat == nullptr) {
        return Refused{Refusal::NotFound, opinion == nullptr ? "opinion" : "seat"};
    }
    // After the closing the link still shows the question and the result; on a void vote, nothing.
    if (opinion->void_) {
        return Refused{Refusal::OpinionClosed};
    }
    if (seat->door->revoked) {
        return Refused{Refusal::NothingToDo, std::to_string(seat->n)};
    }
    return refuse_reason(command.reason);
}

std::optional<Refused> refuse_to_correct_seat(
    const Surroundings& around, const State& state, const CorrectAddress& command
) {
    const Opinion* opinion = state.opinion(command.place.opinion());
    const Seat* seat = state.seat(command.place);
    if (auto refused = refuse_vote(state, opinion, seat, around.now)) {
        return refused;
    }
    const auto address = parse_email(command.email.text);
    if (!address) {
        return Refused{Refusal::InvalidValue, "email"};
    }
    if (*address == seat->holder.email && !seat->door->revoked) {
        return Refused{Refusal::NothingToDo, std::to_string(seat->n)};
    }
    if (auto refused = refuse_reason(command.reason)) {
        return refused;
    }
    return refuse_unacknowledged(state, warnings_of_correction(around, *opinion, *seat, *address));
}

void correct_seat(Deciding& deciding, const CorrectAddress& command) {
    const Opinion& opinion = *deciding.before().opinion(command.place.opinion());
    const Seat& former = *deciding.before().seat(command.place);
    const auto address = *parse_email(command.email.text);
    AddressCorrected corrected;
    corrected.place = command.place;
    corrected.change = AddressChange{
        former.holder.email, address, deciding.around.now, *parse_reason(command.reason)};
    corrected.door = Door{former.door->generation + 1, former.door->expires_at, false};
    corrected.acknowledged = warnings_of_correction(deciding.around, opinion, former, address);
    deciding.emit(std::move(corrected));
    if (address != former.holder.email) {
        deciding.send_to_each(
            mails::kAddressCorrectedNotice,
            {{former.holder, command.place},
             {deciding.state().seat(command.place)->holder, command.place}}
        );
    }
    deciding.send(to_seat(mails::kOpinionRequest, deciding.state(), command.place));
}

}  // namespace contreseing::workflows
