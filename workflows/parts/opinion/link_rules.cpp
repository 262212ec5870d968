#include "workflows/domain/link_rules.hpp"

#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/opinion_rules.hpp"

namespace contreseing::workflows {

namespace {

/// Refuses unless the seat belongs to a vote that runs.
std::optional<Refused> refuse_vote(const State& state, const Place& place, Instant now) {
    const Opinion* opinion = state.opinion(place.opinion());
    if (opinion == nullptr) {
        return Refused{Refusal::NotFound, "opinion"};
    }
    if (state.seat(place) == nullptr) {
        return Refused{Refusal::NotFound, "seat"};
    }
    const bool running =
        state.stage == Stage::UnderOpinion && !opinion->closed_at && !opinion->void_;
    if (!running || now > opinion->deadline) {
        return Refused{Refusal::OpinionClosed, {}};
    }
    return std::nullopt;
}

std::optional<Refused> refuse_to_remind(
    const Surroundings& around, const State& state, const Place& place
) {
    if (auto refused = refuse_seat(state, place, around.now)) {
        return refused;
    }
    const Seat& seat = *state.seat(place);
    if (!is_awaited(seat)) {
        return Refused{Refusal::NotTheirPen, "seat"};
    }
    return reminded_lately(*state.opinion(place.opinion()), seat, around.now)
               ? std::optional(Refused{Refusal::TooSoon, std::to_string(seat.n)})
               : std::nullopt;
}

std::optional<Refused> refuse_to_revoke(const State& state, const Place& place) {
    const Opinion* opinion = state.opinion(place.opinion());
    if (state.seat(place) == nullptr) {
        return Refused{Refusal::NotFound, opinion == nullptr ? "opinion" : "seat"};
    }
    // After the closing the link still shows the question and the result; on a void vote, nothing.
    return opinion->void_ ? std::optional(Refused{Refusal::OpinionClosed}) : std::nullopt;
}

std::optional<Refused> refuse_step(
    const Surroundings& around, const State& state, const Place& place, LinkStep step
) {
    switch (step) {
        case LinkStep::Remind:
            return refuse_to_remind(around, state, place);
        case LinkStep::Resend:
            return refuse_seat(state, place, around.now);
        case LinkStep::Revoke:
            return refuse_to_revoke(state, place);
        case LinkStep::Correct:
            return refuse_vote(state, place, around.now);
    }
    return std::nullopt;
}

Message to_seat(const MailKind& kind, const State& state, const Place& place) {
    return {.kind = kind, .to = state.seat(place)->holder, .place = place};
}

void remind(Deciding& deciding, const Place& place) {
    deciding.emit(SeatReminded{place.opinion(), place.seat(), true});
    deciding.send(to_seat(mails::kOpinionReminder, deciding.before(), place));
}

void resend(Deciding& deciding, const Place& place) {
    deciding.emit(LinkResent{place});
    deciding.send(to_seat(mails::kOpinionRequest, deciding.before(), place));
}

std::vector<std::string> warnings(
    const Surroundings& around, const State& state, const Place& place, const EmailAddress& address
) {
    return warnings_of_seat(around, *state.opinion(place.opinion()), *state.seat(place), address);
}

std::optional<Door> next_door(const Surroundings&, const State& state, const Place& place) {
    const Door& former = *state.seat(place)->door;
    return Door{former.generation + 1, former.expires_at, false};
}

void announce(
    Deciding& deciding, const Place& place, const MailKind& notice, const Contact& former
) {
    const Contact& holder = deciding.state().seat(place)->holder;
    if (holder.email != former.email) {
        deciding.send_to_each(notice, {{former, place}, {holder, place}});
    }
    deciding.send(to_seat(mails::kOpinionRequest, deciding.state(), place));
}

}  // namespace

std::optional<Refused> refuse_seat(const State& state, const Place& place, Instant now) {
    if (auto refused = refuse_vote(state, place, now)) {
        return refused;
    }
    return state.seat(place)->door->revoked ? std::optional(Refused{Refusal::LinkRevoked, {}})
                                            : std::nullopt;
}

const LinkRules parts::Opinion::kLinkRules{
    .are_of =
        [](const Place& place) {
            return place.matter.kind == Matter::Kind::Opinion && place.kind == Place::Kind::Seat;
        },
    .example = "opinion/1/seat/2",
    .refuse = refuse_step,
    .remind = remind,
    .resend = resend,
    .warnings = warnings,
    .next_door = next_door,
    .announce = announce,
    .correcting_reopens = true,
};

}  // namespace contreseing::workflows
