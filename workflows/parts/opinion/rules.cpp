#include "workflows/parts/opinion/rules.hpp"

#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>
#include <set>

namespace contreseing::workflows {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxSeats = 60;
/// Furthest deadline: a bound for typing errors, not a rule of the acts.
constexpr std::chrono::days kLongestVote{366};
/// After the deadline the link still shows the question and the answer given.
constexpr std::chrono::hours kReadingGrace{24};

/// Refuses a body that cannot vote.
std::optional<Refused> refuse_seats(const std::vector<Seat>& seats) {
    if (seats.empty() || seats.size() > kMaxSeats) {
        return Refused{Refusal::InvalidValue, "seats"};
    }
    std::set<int> seen;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        const Seat& asked = seats[i];
        const std::string at = "seats/" + std::to_string(i);
        if (asked.n < 1 || asked.n > kMaxSeatNumber || !seen.insert(asked.n).second) {
            return Refused{Refusal::InvalidValue, at + "/n"};
        }
        if (!parse_line(asked.organisation)) {
            return Refused{Refusal::InvalidValue, at + "/organisation"};
        }
        if (parse_name(asked.holder.name).value_or("").empty()) {
            return Refused{Refusal::InvalidValue, at + "/name"};
        }
        if (!parse_email(asked.holder.email.text)) {
            return Refused{Refusal::InvalidValue, at + "/email"};
        }
    }
    const bool somebody_decides = std::any_of(seats.begin(), seats.end(), [](const Seat& seat) {
        return seat.vote == VoteKind::Deliberative;
    });
    if (!somebody_decides) {
        return Refused{Refusal::InvalidValue, "seats"};
    }
    return std::nullopt;
}

/// The seat as it votes: with a door, and nothing of another vote.
Seat opened(const Seat& asked, Instant deadline) {
    Seat seat;
    seat.n = asked.n;
    seat.organisation = *parse_line(asked.organisation);
    seat.holder = asked.holder;
    seat.holder.name = *parse_name(asked.holder.name);
    seat.vote = asked.vote;
    seat.chair = asked.chair;
    seat.door = Door{.expires_at = deadline + kReadingGrace};
    return seat;
}

}  // namespace

void close_opinion(Deciding& deciding, const Opinion& opinion, OpinionClosing by) {
    const int n = opinion.n;
    // Without a rule in the type nobody could have been asked; the default one counts.
    const auto outcome = outcome_of(deciding.around.type.opinion.value_or(OpinionSpec{}), opinion);
    deciding.emit(OpinionClosed{n, by, outcome});
    deciding.tell_administrators(mails::kOpinionClosedNotice, opinion_place(n));
    // A mailbox of two seats is told once, as who voted before as who only read.
    std::vector<Recipient> members;
    for (const auto vote : {VoteKind::Deliberative, VoteKind::Consultative, VoteKind::Guest}) {
        for (const auto& seat : opinion.seats) {
            if (seat.vote == vote && !seat.door->revoked) {
                members.push_back({.to = seat.holder, .place = seat_place(n, seat.n)});
            }
        }
    }
    deciding.send_to_each(mails::kOpinionResultNotice, members);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RequestOpinion& command
) {
    const bool asks = around.type.opinion.has_value();
    if (!is_one_of(state.stage, {Stage::Drafting, Stage::AwaitingAuthority}) ||
        state.frozen() == nullptr) {
        return asks ? out_of_step(state, Step::Frozen) : Refused{Refusal::WrongStage};
    }
    if (!asks) {
        return Refused{Refusal::NothingToDo};
    }
    if (parse_line(command.body_name).value_or("").empty()) {
        return Refused{Refusal::InvalidValue, "body_name"};
    }
    if (parse_paragraph(command.question).value_or("").empty()) {
        return Refused{Refusal::InvalidValue, "question"};
    }
    if (command.deadline <= around.now || command.deadline > around.now + kLongestVote) {
        return Refused{Refusal::InvalidValue, "deadline"};
    }
    if (auto refused = refuse_seats(command.seats)) {
        return refused;
    }
    return refuse_unacknowledged(state, warnings_of_request(next_opinion(state), command.seats));
}

void rule(Deciding& deciding, const RequestOpinion& command) {
    const Version& frozen = *deciding.before().frozen();
    Opinion opinion;
    opinion.n = next_opinion(deciding.before());
    opinion.body_name = *parse_line(command.body_name);
    opinion.question = *parse_paragraph(command.question);
    opinion.version = frozen.n;
    opinion.sha256 = frozen.sha256;
    opinion.requested_at = deciding.around.now;
    opinion.deadline = command.deadline;
    for (const auto& seat : command.seats) {
        opinion.seats.push_back(opened(seat, command.deadline));
    }
    deciding.emit(OpinionRequested{opinion});
    for (const auto& seat : opinion.seats) {
        deciding.send(
            {.kind = mails::kOpinionRequest,
             .to = seat.holder,
             .place = seat_place(opinion.n, seat.n)}
        );
    }
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const AnswerOpinion& command
) {
    const Place place = seat_place(command.opinion, command.seat);
    if (auto refused = refuse_seat(state, place, around.now)) {
        return refused;
    }
    const Seat& seat = *state.seat(place);
    if (is_by_former_link(command.generation, *seat.door)) {
        return Refused{Refusal::LinkRevoked};
    }
    if (seat.vote == VoteKind::Guest) {
        return Refused{Refusal::NotTheirPen, "seat"};
    }
    const auto text = parse_paragraph(command.text);
    if (!text) {
        return Refused{Refusal::InvalidValue, "text"};
    }
    const bool says_why =
        command.choice == OpinionChoice::Reserved || command.choice == OpinionChoice::Unfavourable;
    if (says_why && text->empty()) {
        return Refused{Refusal::TextRequired, "text"};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const AnswerOpinion& command) {
    deciding.emit(OpinionAnswered{
        command.opinion,
        command.seat,
        Answer{command.choice, *parse_paragraph(command.text), deciding.around.now},
    });
    const Opinion& answered = *deciding.state().opinion(command.opinion);
    if (all_answered(answered)) {
        close_opinion(deciding, answered, OpinionClosing::AllAnswered);
    }
}

std::optional<Refused> refuse(
    const Surroundings&, const State& state, const CloseOpinion& command
) {
    const Opinion* opinion = state.opinion(command.opinion);
    if (opinion == nullptr) {
        return Refused{Refusal::NotFound, "opinion"};
    }
    if (opinion->closed_at || opinion->void_) {
        return Refused{Refusal::OpinionClosed};
    }
    if (state.stage != Stage::UnderOpinion) {
        return Refused{Refusal::WrongStage};
    }
    const Seat* chair = state.seat(command.opinion, command.seat);
    if (chair != nullptr &&
        (chair->door->revoked || is_by_former_link(command.generation, *chair->door))) {
        return Refused{Refusal::LinkRevoked};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const CloseOpinion& command) {
    close_opinion(deciding, *deciding.before().opinion(command.opinion), OpinionClosing::Chair);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const AcknowledgeOpinion& command
) {
    const Opinion* opinion = standing_opinion(state);
    if (!is_one_of(state.stage, {Stage::Drafting, Stage::AwaitingAuthority}) ||
        opinion == nullptr) {
        return around.type.opinion ? out_of_step(state, Step::OpinionGiven)
                                   : Refused{Refusal::WrongStage};
    }
    if (opinion->outcome == OpinionOutcome::Favourable || !opinion->acknowledgement.empty()) {
        return Refused{Refusal::NothingToDo};
    }
    if (around.type.opinion && around.type.opinion->binding) {
        return Refused{Refusal::OpinionUnacknowledged, "binding"};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const AcknowledgeOpinion& command) {
    const int n = standing_opinion(deciding.before())->n;
    deciding.emit(OpinionAcknowledged{n, *parse_reason(command.reason)});
}

}  // namespace contreseing::workflows
