#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::parts {

void Information::apply(State& own, const workflows::State&, const Recorded& recorded) {
    if (const auto* informed = std::get_if<BodyInformed>(&recorded.event)) {
        own.body_informed_recipients = informed->recipients;
        own.body_informed_at = recorded.received_at;
    }
}

}  // namespace contreseing::workflows::parts
