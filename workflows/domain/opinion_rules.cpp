#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

Tally tally_of(const OpinionSpec& spec, const Opinion& opinion) {
    Tally tally;
    for (const auto& seat : opinion.seats) {
        if (seat.vote != VoteKind::Deliberative) {
            continue;
        }
        ++tally.seats;
        if (!seat.answer) {
            continue;
        }
        switch (seat.answer->choice) {
            case OpinionChoice::Favourable:
                ++tally.favourable;
                break;
            case OpinionChoice::Reserved:
                ++tally.reserved;
                break;
            case OpinionChoice::Unfavourable:
                ++tally.unfavourable;
                break;
            case OpinionChoice::Abstain:
                ++tally.abstained;
                break;
        }
    }
    tally.needed = (spec.quorum_percent * tally.seats + 99) / 100;
    return tally;
}

Tally tally_of(const ConventionType& type, const Opinion& opinion) {
    return tally_of(type.opinion.value_or(OpinionSpec{}), opinion);
}

OpinionOutcome outcome_of(const OpinionSpec& spec, const Opinion& opinion) {
    const auto tally = tally_of(spec, opinion);
    if (!tally.quorum()) {
        return OpinionOutcome::NoQuorum;
    }
    const bool carried = spec.rule == OpinionRule::Unanimity
                             ? tally.unfavourable == 0
                             : tally.favourable + tally.reserved > tally.unfavourable;
    return carried ? OpinionOutcome::Favourable : OpinionOutcome::Unfavourable;
}

int next_opinion(const State& state) {
    return static_cast<int>(state.opinions.size()) + 1;
}

Turnout turnout_of(const Opinion& opinion) {
    Turnout turnout;
    for (const auto& seat : opinion.seats) {
        if (seat.vote != VoteKind::Guest) {
            ++turnout.asked;
            turnout.answered += seat.answer ? 1 : 0;
        }
    }
    return turnout;
}

bool is_awaited(const Seat& seat) {
    return seat.vote != VoteKind::Guest && !seat.answer;
}

bool all_answered(const Opinion& opinion) {
    return std::none_of(opinion.seats.begin(), opinion.seats.end(), is_awaited);
}

const Opinion* standing_opinion(const State& state) {
    const Opinion* opinion = state.opinion();
    const Version* frozen = state.frozen();
    if (opinion == nullptr || frozen == nullptr || !opinion->closed_at) {
        return nullptr;
    }
    return opinion->version == frozen->n || state.opinion_carried ? opinion : nullptr;
}

}  // namespace contreseing::workflows
