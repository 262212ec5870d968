#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::workflows::app {

struct InformingTools {
    Engine& engine;
    ConventionStore& conventions;
    Registry& registry;
    EffectStore& effects;
    Clock& clock;
    Random& random;
};

/// Those of anything that has them: `Services`, `DeliveryTools`.
template <class Tools>
InformingTools informing(const Tools& all) {
    return {all.engine, all.conventions, all.registry, all.effects, all.clock, all.random};
}

/// Records « COS informé » once nothing to its members waits any more: who was mailed, with the
/// mail server's reply, and who was given up, with the reason. Nothing is recorded while a message
/// waits, when nobody was mailed, when the convention changed while this read its messages, or when
/// it is recorded already. True when it was recorded now.
bool record_body_informed(
    const InformingTools& tools, const CampusId& campus, const ConventionId& convention
);

/// The same for the conventions whose record was lost between the last message and it. Returns
/// how many were recorded.
int record_bodies_informed(const InformingTools& tools);

/// Gives up a message that waits, for `reason`; false when there is none, or when it is leaving
/// this instant. The last one to a body decides whether that body is informed.
bool abandon_message(const InformingTools& tools, const EffectKey& key, const std::string& reason);

}  // namespace contreseing::workflows::app
