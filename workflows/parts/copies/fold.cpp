#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::parts {

void Copies::apply(State& own, const workflows::State&, const Recorded& recorded) {
    std::visit(
        Overloaded{
            [&](const CopiesRenewed&) {
                ++own.copies_renewed;
                own.copies_given_at = recorded.received_at;
            },
            [&](const BodyInformationSent&) { own.copies_given_at = recorded.received_at; },
            kNothing,
        },
        recorded.event
    );
}

int Copies::generation(const workflows::State& state) {
    return 1 + state.copies_renewed;
}

std::optional<LinkStatus> Copies::link_status(
    const workflows::State& state, const Place& place, int generation, Instant now
) {
    if (place.kind != Place::Kind::Reader) {
        return std::nullopt;
    }
    const int present = Copies::generation(state);
    if (!state.in_force_at || generation < 1 || generation > present) {
        return LinkStatus::Unknown;
    }
    if (generation < present) {
        return LinkStatus::Revoked;
    }
    const Instant given = state.copies_given_at.value_or(*state.in_force_at);
    return now < given + kLife ? LinkStatus::Done : LinkStatus::Expired;
}

}  // namespace contreseing::workflows::parts
