#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::parts {

namespace {

Seat* seat_at(Opinion::State& own, int opinion, int n) {
    auto* asked = numbered(own.opinions, opinion);
    return asked != nullptr ? numbered(asked->seats, n) : nullptr;
}
Seat* seat_at(Opinion::State& own, const Place& place) {
    return seat_at(own, place.opinion(), place.seat());
}

/// Whoever read the former address may have answered: the answer falls.
void ask_again(Seat& seat, const AddressCorrected& e, Instant at) {
    seat.holder.email = e.change.to;
    seat.door = e.door;
    seat.answer.reset();
    seat.asked_again_at = at;
    seat.forget_mail();
    seat.link_resent_at.reset();
    if (e.change.from != e.change.to) {
        seat.address_changes.push_back(e.change);
    }
}

}  // namespace

void Opinion::apply(State& own, const workflows::State& before, const Recorded& recorded) {
    const Instant at = recorded.received_at;
    std::visit(
        Overloaded{
            [&](const VersionReopened& e) {
                const auto* standing = before.opinion();
                own.opinion_carried = !e.substantial && standing != nullptr && standing->closed_at;
                for (auto& opinion : own.opinions) {
                    // A vote still running on a text that is withdrawn cannot be finished.
                    opinion.void_ = opinion.void_ || e.substantial || !opinion.closed_at;
                }
            },
            [&](const OpinionRequested& e) { own.opinions.push_back(e.opinion); },
            [&](const OpinionAnswered& e) {
                if (Seat* seat = seat_at(own, e.opinion, e.seat)) {
                    seat->answer = e.answer;
                }
            },
            [&](const OpinionClosed& e) {
                if (auto* opinion = numbered(own.opinions, e.opinion)) {
                    opinion->closed_by = e.by;
                    opinion->closed_at = at;
                    opinion->outcome = e.outcome;
                }
            },
            [&](const OpinionAcknowledged& e) {
                if (auto* opinion = numbered(own.opinions, e.opinion)) {
                    opinion->acknowledgement = e.reason;
                }
            },
            [&](const SeatReminded& e) {
                if (Seat* seat = seat_at(own, e.opinion, e.seat)) {
                    seat->reminders_sent += e.by_hand ? 0 : 1;
                    seat->last_reminder_at = at;
                }
            },
            [&](const AddressCorrected& e) {
                if (Seat* seat = seat_at(own, e.place)) {
                    ask_again(*seat, e, at);
                }
            },
            [&]<OfReach Told>(const Told& e) {
                if (Seat* seat = seat_at(own, e.place)) {
                    follow(*seat, e, at);
                }
            },
            kNothing,
        },
        recorded.event
    );
}

}  // namespace contreseing::workflows::parts
