#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

OpinionOutcome outcome_of(const OpinionSpec& spec, const Opinion& opinion) {
    int seats = 0;
    int present = 0;
    int favourable = 0;
    int unfavourable = 0;
    for (const auto& seat : opinion.seats) {
        if (seat.vote != VoteKind::Deliberative) {
            continue;
        }
        ++seats;
        if (!seat.answer) {
            continue;
        }
        ++present;
        switch (seat.answer->choice) {
            case OpinionChoice::Favourable:
            case OpinionChoice::Reserved:
                ++favourable;
                break;
            case OpinionChoice::Unfavourable:
                ++unfavourable;
                break;
            case OpinionChoice::Abstain:
                break;
        }
    }
    if (present * 100 < spec.quorum_percent * seats) {
        return OpinionOutcome::NoQuorum;
    }
    const bool carried =
        spec.rule == OpinionRule::Unanimity ? unfavourable == 0 : favourable > unfavourable;
    return carried ? OpinionOutcome::Favourable : OpinionOutcome::Unfavourable;
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

bool all_answered(const Opinion& opinion) {
    const auto turnout = turnout_of(opinion);
    return turnout.answered == turnout.asked;
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
