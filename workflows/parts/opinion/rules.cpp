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

/// The body's seats, ready for the vote; nullopt and `problem` when they cannot vote.
std::optional<Refused> prepare_seats(std::vector<Seat>& seats, Instant deadline) {
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
        auto organisation = parse_line(asked.organisation);
        if (!organisation) {
            return Refused{Refusal::InvalidValue, at + "/organisation"};
        }
        auto name = parse_name(asked.holder.name);
        if (!name || name->empty()) {
            return Refused{Refusal::InvalidValue, at + "/name"};
        }
        if (!parse_email(asked.holder.email.text)) {
            return Refused{Refusal::InvalidValue, at + "/email"};
        }
        Seat seat;
        seat.n = asked.n;
        seat.organisation = std::move(*organisation);
        seat.holder = asked.holder;
        seat.holder.name = std::move(*name);
        seat.vote = asked.vote;
        seat.chair = asked.chair;
        seat.door = Door{.expires_at = deadline + kReadingGrace};
        seats[i] = std::move(seat);
    }
    const bool somebody_decides = std::any_of(seats.begin(), seats.end(), [](const Seat& seat) {
        return seat.vote == VoteKind::Deliberative;
    });
    if (!somebody_decides) {
        return Refused{Refusal::InvalidValue, "seats"};
    }
    return std::nullopt;
}

}  // namespace

void close_opinion(Deciding& deciding, const Opinion& opinion, OpinionClosing by) {
    const int n = opinion.n;
    // Without a rule in the type nobody could have been asked; the default one counts.
    const auto outcome = outcome_of(deciding.around.type.opinion.value_or(OpinionSpec{}), opinion);
    deciding.emit(OpinionClosed{n, by, outcome});
    deciding.tell_administrators(MessageKind::OpinionClosedNotice, opinion_place(n));
    // A mailbox of two seats is told once, as who voted before as who only read.
    std::vector<Message> members;
    for (const auto vote : {VoteKind::Deliberative, VoteKind::Consultative, VoteKind::Guest}) {
        for (const auto& seat : opinion.seats) {
            if (seat.vote == vote && !seat.door->revoked) {
                members.push_back({.to = seat.holder, .place = seat_place(n, seat.n)});
            }
        }
    }
    deciding.send_to_each(MessageKind::OpinionResultNotice, members);
}

Outcome rule(Deciding&& deciding, const RequestOpinion& command) {
    const State& state = deciding.before();
    const Version* frozen = state.frozen();
    if (!is_one_of(state.stage, {Stage::Drafting, Stage::AwaitingAuthority}) || frozen == nullptr) {
        return refuse(Refusal::WrongStage);
    }
    if (!deciding.around.type.opinion) {
        return refuse(Refusal::NothingToDo);
    }
    auto body_name = parse_line(command.body_name);
    if (!body_name || body_name->empty()) {
        return refuse(Refusal::InvalidValue, "body_name");
    }
    auto question = parse_paragraph(command.question);
    if (!question || question->empty()) {
        return refuse(Refusal::InvalidValue, "question");
    }
    const Instant now = deciding.around.now;
    if (command.deadline <= now || command.deadline > now + kLongestVote) {
        return refuse(Refusal::InvalidValue, "deadline");
    }
    auto seats = command.seats;
    if (const auto refused = prepare_seats(seats, command.deadline)) {
        return Unexpected{*refused};
    }
    Opinion opinion;
    opinion.n = static_cast<int>(state.opinions.size()) + 1;
    opinion.body_name = std::move(*body_name);
    opinion.question = std::move(*question);
    opinion.version = frozen->n;
    opinion.sha256 = frozen->sha256;
    opinion.requested_at = now;
    opinion.deadline = command.deadline;
    opinion.seats = seats;
    if (const auto doubtful = refuse_unacknowledged(state, warnings_of_request(opinion))) {
        return Unexpected{*doubtful};
    }
    const int n = opinion.n;
    deciding.emit(OpinionRequested{std::move(opinion)});
    for (const auto& seat : seats) {
        deciding.send(
            {.kind = MessageKind::OpinionRequest, .to = seat.holder, .place = seat_place(n, seat.n)}
        );
    }
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const AnswerOpinion& command) {
    const State& state = deciding.before();
    const Instant now = deciding.around.now;
    if (const auto refused = refuse_seat(state, seat_place(command.opinion, command.seat), now)) {
        return Unexpected{*refused};
    }
    const Seat& seat = *state.seat(command.opinion, command.seat);
    if (is_by_former_link(command.generation, *seat.door)) {
        return refuse(Refusal::LinkRevoked);
    }
    if (seat.vote == VoteKind::Guest) {
        return refuse(Refusal::NotTheirPen, "seat");
    }
    auto text = parse_paragraph(command.text);
    if (!text) {
        return refuse(Refusal::InvalidValue, "text");
    }
    const bool says_why =
        command.choice == OpinionChoice::Reserved || command.choice == OpinionChoice::Unfavourable;
    if (says_why && text->empty()) {
        return refuse(Refusal::TextRequired, "text");
    }
    deciding.emit(OpinionAnswered{
        command.opinion,
        command.seat,
        Answer{command.choice, std::move(*text), now},
    });
    const Opinion* answered = deciding.state().opinion(command.opinion);
    if (all_answered(*answered)) {
        close_opinion(deciding, *answered, OpinionClosing::AllAnswered);
    }
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const CloseOpinion& command) {
    const Opinion* opinion = deciding.before().opinion(command.opinion);
    if (opinion == nullptr) {
        return refuse(Refusal::NotFound, "opinion");
    }
    if (opinion->closed_at || opinion->void_) {
        return refuse(Refusal::OpinionClosed);
    }
    if (deciding.before().stage != Stage::UnderOpinion) {
        return refuse(Refusal::WrongStage);
    }
    const Seat* chair = deciding.before().seat(command.opinion, command.seat);
    if (chair != nullptr &&
        (chair->door->revoked || is_by_former_link(command.generation, *chair->door))) {
        return refuse(Refusal::LinkRevoked);
    }
    close_opinion(deciding, *opinion, OpinionClosing::Chair);
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const AcknowledgeOpinion& command) {
    const State& state = deciding.before();
    const Opinion* opinion = standing_opinion(state);
    if (!is_one_of(state.stage, {Stage::Drafting, Stage::AwaitingAuthority}) ||
        opinion == nullptr) {
        return refuse(Refusal::WrongStage);
    }
    if (opinion->outcome == OpinionOutcome::Favourable || !opinion->acknowledgement.empty()) {
        return refuse(Refusal::NothingToDo);
    }
    if (deciding.around.type.opinion && deciding.around.type.opinion->binding) {
        return refuse(Refusal::OpinionUnacknowledged, "binding");
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    deciding.emit(OpinionAcknowledged{opinion->n, std::move(*reason)});
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
