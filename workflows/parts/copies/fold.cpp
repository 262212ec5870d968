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

}  // namespace contreseing::workflows::parts
