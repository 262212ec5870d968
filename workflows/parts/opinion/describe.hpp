#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/opinion/model.hpp"

namespace contreseing::workflows::codec {

// What is written of what a body is asked, then what is asked.

void describe(auto& io, Like<Answer> auto& answer) {
    io.always({"choice", "c"}, answer.choice);
    io.personal({"text", "t"}, answer.text);
    io({"at", "a"}, answer.at);
}

void describe(auto& io, Like<Seat> auto& seat) {
    io({"n", "n"}, seat.n);
    io({"organisation", "o"}, seat.organisation);
    io({"holder", "h"}, seat.holder);
    io.always({"vote", "v"}, seat.vote);
    io({"chair", "ch"}, seat.chair);
    io({"answer", "a"}, seat.answer);
    io({"asked_again_at", "aa"}, seat.asked_again_at);
    describe_reach(io, seat);
}

void describe(auto& io, Like<Opinion> auto& opinion) {
    io({"n", "n"}, opinion.n);
    io({"body_name", "b"}, opinion.body_name);
    io({"question", "q"}, opinion.question);
    io({"version", "v"}, opinion.version);
    io({"sha256", "h"}, opinion.sha256);
    io({"requested_at", "ra"}, opinion.requested_at);
    io({"deadline", "dl"}, opinion.deadline);
    io({"seats", "s"}, opinion.seats);
    io({"closed_by", "cb"}, opinion.closed_by);
    io({"closed_at", "ca"}, opinion.closed_at);
    io({"outcome", "o"}, opinion.outcome);
    io({"void", "vd"}, opinion.void_);
    io.personal({"acknowledgement", "ak"}, opinion.acknowledgement);
}

void describe(auto& io, Like<OpinionRequested> auto& e) {
    io({"opinion", {}}, e.opinion);
}

void describe(auto& io, Like<OpinionAnswered> auto& e) {
    io({"opinion", {}}, e.opinion);
    io({"seat", {}}, e.seat);
    io({"answer", {}}, e.answer);
}

void describe(auto& io, Like<OpinionClosed> auto& e) {
    io({"opinion", {}}, e.opinion);
    io.always({"by", {}}, e.by);
    io.always({"outcome", {}}, e.outcome);
}

void describe(auto& io, Like<OpinionAcknowledged> auto& e) {
    io({"opinion", {}}, e.opinion);
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<SeatReminded> auto& e) {
    io({"opinion", {}}, e.opinion);
    io({"seat", {}}, e.seat);
    io({"by_hand", {}}, e.by_hand);
}

void describe(auto& io, Like<parts::Opinion::State> auto& opinion) {
    io({"opinions", "o"}, opinion.opinions);
    io({"opinion_carried", "oc"}, opinion.opinion_carried);
}

void describe(auto& io, CloseOpinion& c) {
    io(required("opinion", "Number of the opinion."), c.opinion, kCount);
}

void describe(auto& io, AcknowledgeOpinion& c) {
    ask_why(io, c.reason);
}

}  // namespace contreseing::workflows::codec
