#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::parts {

/// The state without erased values is that of the entries without them: the store folds it anew.
void Ending::apply(State& own, const workflows::State&, const Recorded& recorded) {
    std::visit(
        Overloaded{
            [&](const VersionReopened&) { own.end_reason.clear(); },
            [&](const SlotDeclined& e) { own.end_reason = e.reason; },
            [&](const ConventionAbandoned& e) { own.end_reason = e.reason; },
            kNothing,
        },
        recorded.event
    );
}

}  // namespace contreseing::workflows::parts
