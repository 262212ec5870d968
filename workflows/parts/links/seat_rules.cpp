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

Message to_seat(MessageKind kind, const Opinion& opinion, const Seat& seat) {
    return {.kind = kind, .to = seat.holder, .place = seat_place(opinion.n, seat.n)};
}

}  // namespace

std::optional<Refused> refuse_seat(const State& state, const Place& place, Instant now) {
    const Seat* found = state.seat(place);
    if (auto refused = refuse_vote(state, state.opinion(place.opinion()), found, now)) {
        return refused;
    }
    return found->door->revoked ? std::optional(Refused{Refusal::LinkRevoked, {}}) : std::nullopt;
}

Outcome remind_seat(Deciding&& deciding, const RemindNow& command) {
    const State& state = deciding.before();
    const Instant now = deciding.around.now;
    if (const auto refused = refuse_seat(state, command.place, now)) {
        return Unexpected{*refused};
    }
    const Opinion& opinion = *state.opinion(command.place.opinion());
    const Seat& seat = *state.seat(command.place);
    if (!is_awaited(seat)) {
        return refuse(Refusal::NotTheirPen, "seat");
    }
    if (reminded_lately(opinion, seat, now)) {
        return refuse(Refusal::TooSoon, std::to_string(seat.n));
    }
    deciding.emit(SeatReminded{opinion.n, seat.n, true});
    deciding.send(to_seat(MessageKind::OpinionReminder, opinion, seat));
    return std::move(deciding).done();
}

Outcome resend_to_seat(Deciding&& deciding, const ResendLink& command) {
    const State& state = deciding.before();
    const Instant now = deciding.around.now;
    if (const auto refused = refuse_seat(state, command.place, now)) {
        return Unexpected{*refused};
    }
    const Opinion& opinion = *state.opinion(command.place.opinion());
    const Seat& seat = *state.seat(command.place);
    if (seat.link_resent_at && now < *seat.link_resent_at + kBetweenResends) {
        return refuse(Refusal::TooSoon, std::to_string(seat.n));
    }
    deciding.emit(LinkResent{command.place});
    deciding.send(to_seat(MessageKind::OpinionRequest, opinion, seat));
    return std::move(deciding).done();
}

Outcome revoke_seat(Deciding&& deciding, const RevokeLink& command) {
    const State& state = deciding.before();
    const Opinion* opinion = state.opinion(command.place.opinion());
    const Seat* seat = state.seat(command.place);
    if (seat == nullptr) {
        return refuse(Refusal::NotFound, opinion == nullptr ? "opinion" : "seat");
    }
    // After the closing the link still shows the question and the result; on a void vote, nothing.
    if (opinion->void_) {
        return refuse(Refusal::OpinionClosed);
    }
    if (seat->door->revoked) {
        return refuse(Refusal::NothingToDo, std::to_string(seat->n));
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    deciding.emit(DoorRevoked{command.place, std::move(*reason)});
    return std::move(deciding).done();
}

Outcome correct_seat(Deciding&& deciding, const CorrectAddress& command) {
    const State& state = deciding.before();
    const Opinion* opinion = state.opinion(command.place.opinion());
    const Seat* seat = state.seat(command.place);
    if (const auto refused = refuse_vote(state, opinion, seat, deciding.around.now)) {
        return Unexpected{*refused};
    }
    const auto address = parse_email(command.email.text);
    if (!address) {
        return refuse(Refusal::InvalidValue, "email");
    }
    const bool same = *address == seat->holder.email;
    if (same && !seat->door->revoked) {
        return refuse(Refusal::NothingToDo, std::to_string(seat->n));
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    const auto warnings = same_mailbox(*address, seat->holder.email)
                              ? std::vector<std::string>{}
                              : warnings_of_seat(deciding.around, *opinion, *seat, *address);
    if (const auto suspicious = refuse_unacknowledged(state, warnings)) {
        return Unexpected{*suspicious};
    }
    AddressCorrected corrected;
    corrected.place = command.place;
    corrected.change =
        AddressChange{seat->holder.email, *address, deciding.around.now, std::move(*reason)};
    corrected.door = Door{seat->door->generation + 1, seat->door->expires_at, false};
    corrected.acknowledged = warnings;
    deciding.emit(std::move(corrected));
    const Seat& now = *deciding.state().seat(opinion->n, seat->n);
    if (!same) {
        deciding.send_to_each(
            MessageKind::AddressCorrectedNotice,
            {to_seat({}, *opinion, *seat), to_seat({}, *opinion, now)}
        );
    }
    deciding.send(to_seat(MessageKind::OpinionRequest, *opinion, now));
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
