#include "workflows/app/request_opinion.hpp"

#include <chrono>

namespace contreseing::workflows::app {

std::vector<Seat> seats_to_ask(Registry& registry, const CampusId& campus, const Body& body) {
    std::vector<Seat> seats;
    for (const auto& place : body.seats) {
        const auto& who = place.substitute_acts ? place.substitute : place.holder;
        const auto person = who ? registry.person(campus, *who) : std::nullopt;
        if (!person) {
            continue;
        }
        Seat seat;
        seat.n = place.n;
        seat.organisation = place.organisation;
        seat.holder = person->contact;
        seat.vote = place.vote;
        seat.chair = place.chair;
        seats.push_back(std::move(seat));
    }
    return seats;
}

Expected<Outcome, Refused> request_opinion(
    Engine& engine, Registry& registry, const Asked& asked, const OpinionAsked& wanted
) {
    const auto view = engine.view(asked.campus, asked.convention, asked.command);
    if (!view) {
        return Unexpected{Refused{Refusal::NotFound, "convention"}};
    }
    const auto& spec = view->type->opinion;
    if (!spec) {
        return Unexpected{Refused{Refusal::NotFound, "opinion"}};
    }
    const auto& network = view->loaded.state.network;
    const auto body = body_for(registry, asked.campus, spec->body_kind, network);
    if (!body) {
        return Unexpected{Refused{Refusal::NotFound, "body"}};
    }

    RequestOpinion command;
    command.body_name = body->name;
    command.seats = seats_to_ask(registry, asked.campus, *body);
    command.question = wanted.question;
    if (command.question.empty() && spec->question.contains("fr")) {
        command.question = spec->question.at("fr");
    }
    if (wanted.deadline) {
        command.deadline = *wanted.deadline;
    } else {
        const auto& zone = engine.zone();
        const auto last = add_working_days(
            zone.local_day(asked.received_at), spec->deadline_working_days, HolidayZone::Metropole
        );
        command.deadline = zone.at(last, std::chrono::hours(18));
    }
    return engine.execute(asked, command);
}

}  // namespace contreseing::workflows::app
