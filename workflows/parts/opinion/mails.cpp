#include "workflows/domain/mails.hpp"

#include "text/mailbox.hpp"
#include "workflows/domain/opinion_rules.hpp"

namespace contreseing::workflows {

namespace {

std::vector<MailRow> answers(const Opinion& opinion) {
    std::vector<MailRow> rows;
    for (const auto& seat : opinion.seats) {
        if (seat.vote == VoteKind::Guest) {
            continue;
        }
        const auto chose = [&seat](OpinionChoice choice) {
            return seat.answer && seat.answer->choice == choice;
        };
        rows.push_back(
            {{"name", seat.holder.name},
             {"organisation", seat.organisation},
             {"favourable", chose(OpinionChoice::Favourable)},
             {"reserved", chose(OpinionChoice::Reserved)},
             {"unfavourable", chose(OpinionChoice::Unfavourable)},
             {"abstain", chose(OpinionChoice::Abstain)},
             {"silent", !seat.answer.has_value()},
             {"text", seat.answer ? seat.answer->text : std::string{}}}
        );
    }
    return rows;
}

void put_opinion(MailValues& values, const ConventionType& type, const Opinion& opinion) {
    values["body_name"] = opinion.body_name;
    values["question"] = opinion.question;
    values["deadline"] = opinion.deadline;
    values["closed_at"] = or_none(opinion.closed_at);
    values["outcome_favourable"] = opinion.outcome == OpinionOutcome::Favourable;
    values["outcome_unfavourable"] = opinion.outcome == OpinionOutcome::Unfavourable;
    values["outcome_no_quorum"] = opinion.outcome == OpinionOutcome::NoQuorum;
    values["by_deadline"] = opinion.closed_by == OpinionClosing::Deadline;
    values["by_chair"] = opinion.closed_by == OpinionClosing::Chair;
    values["by_everyone"] = opinion.closed_by == OpinionClosing::AllAnswered;
    const auto tally = tally_of(type, opinion);
    values["seats"] = std::to_string(tally.seats);
    values["count_favourable"] = std::to_string(tally.favourable);
    values["count_reserved"] = std::to_string(tally.reserved);
    values["count_unfavourable"] = std::to_string(tally.unfavourable);
    values["count_abstain"] = std::to_string(tally.abstained);
    values["count_silent"] = std::to_string(tally.seats - tally.answered());
    values["quorum_needed"] = std::to_string(tally.needed);
    values["quorum_answered"] = std::to_string(tally.answered());
    values["quorum_reached"] = tally.quorum();
    values["answers"] = answers(opinion);
    values["opinion_holds"] = !opinion.void_;
    values["opinion_falls"] = opinion.void_;
}

void put_seat(MailValues& values, const Opinion& opinion, const Seat* seat) {
    values["consultative"] = seat != nullptr && seat->vote == VoteKind::Consultative;
    values["guest"] = seat != nullptr && seat->vote == VoteKind::Guest;
    if (seat != nullptr) {
        values["holder_name"] = seat->holder.name;
        values["office"] = opinion.body_name;
    }
}

}  // namespace

void parts::Opinion::mail_values(MailValues& values, const Telling& told) {
    const auto& place = told.message.place;
    values["of_seat"] = place.seat() > 0;
    values["opinion_holds"] = false;
    values["opinion_falls"] = false;
    if (const auto* opinion = told.as_of.opinion(place.opinion())) {
        put_opinion(values, told.type, *opinion);
        const auto* seat = told.as_of.seat(place);
        put_seat(values, *opinion, seat);
        const auto organisation = seat == nullptr ? std::string{} : seat->organisation;
        values["organisation"] = told.message.kind == mails::kAddressCorrectedNotice
                                     ? or_dash(organisation)
                                     : organisation;
    }
}

std::string parts::Opinion::overtaken(
    const Message& message, const workflows::State& as_of, const workflows::State& now, Instant
) {
    const auto* seat = now.seat(message.place);
    if (seat == nullptr) {
        return {};
    }
    const auto* opinion = now.opinion();
    if (opinion == nullptr || opinion->n != message.place.opinion()) {
        return "replaced";
    }
    if (opinion->closed_at) {
        return "done";
    }
    if (!same_mailbox(seat->holder.email, message.to.email)) {
        return "address_corrected";
    }
    if (seat->door->revoked) {
        return "revoked";
    }
    const auto* then = as_of.seat(message.place);
    return then != nullptr && then->door->generation != seat->door->generation ? "replaced" : "";
}

}  // namespace contreseing::workflows
