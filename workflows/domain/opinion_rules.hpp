#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"

namespace contreseing::workflows {

/// Seats are numbered from 1 to this: a bound for typing errors.
constexpr int kMaxSeatNumber = 999;

/// The voices that count: those of the deliberative seats. Consultative seats and guests stand
/// nowhere here. Source: docs/acts.md.
struct Tally {
    int seats = 0;
    int needed = 0;  ///< answers that make the quorum: the type's share of the seats, rounded up
    int favourable = 0;  ///< without reserve
    int reserved = 0;
    int unfavourable = 0;
    int abstained = 0;

    [[nodiscard]] int answered() const { return favourable + reserved + unfavourable + abstained; }
    [[nodiscard]] bool quorum() const { return answered() >= needed; }
};
Tally tally_of(const OpinionSpec& spec, const Opinion& opinion);
/// By the type that asked. Without a rule in it nobody could have been asked; the default one
/// counts.
Tally tally_of(const ConventionType& type, const Opinion& opinion);

/// What the body said, by the rule of the type. Only deliberative seats count; abstentions count
/// for the quorum, not among the votes expressed; « réservé » counts as favourable; a tie is not
/// a majority. Source: docs/acts.md.
OpinionOutcome outcome_of(const OpinionSpec& spec, const Opinion& opinion);

/// Number of the opinion that is asked next.
int next_opinion(const State& state);

/// Whether an answer of this seat is still to come.
bool is_awaited(const Seat& seat);

/// Whether every seat whose answer is awaited has given one (guests are not waited for).
bool all_answered(const Opinion& opinion);

/// How many seats are asked for an answer, and how many of them gave one; guests read only.
struct Turnout {
    int answered = 0;
    int asked = 0;
};
Turnout turnout_of(const Opinion& opinion);

/// The opinion that the frozen text rests on: closed, and given on this version or carried over
/// a non-substantial change; null when there is none yet.
const Opinion* standing_opinion(const State& state);

}  // namespace contreseing::workflows
