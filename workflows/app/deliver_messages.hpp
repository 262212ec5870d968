#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/postman.hpp"

#include <chrono>

namespace contreseing::workflows::app {

struct DeliveryTools {
    Engine& engine;
    ConventionStore& conventions;
    TypeCatalogue& types;
    Registry& registry;
    EffectStore& effects;
    DocumentStore& documents;
    Postman& postman;
    Clock& clock;
    Random& random;
};

/// How long to wait after `attempts` tries: doubling from 10 seconds to one hour, for ever, with a
/// fifth of spread so that what failed together does not come back together.
/// `spread` in 0..255.
std::chrono::milliseconds retry_delay(int attempts, std::uint8_t spread);

/// Why a message no longer says anything true or useful, or empty: an invitation to someone who
/// has signed, a code that is over.
std::string overtaken_by(const Message& message, const State& now, Instant at);

/// The same of what the message would carry, composed from the state `as_of` its cause: a link
/// that another one has replaced since, a code that a newer one has. Empty: it still works.
std::string outdated_by(const Message& message, const State& as_of, const State& now);

/// Claims one due message, composes and delivers it, and settles its row. A permanent refusal
/// by the mail server is an ordinary event of the convention (the address is marked); the row
/// waits for a person. False when nothing was due. Whatever else reading, composing or sending
/// throws is thrown on, once the row waits for another try with the reason shown.
bool deliver_next_message(const DeliveryTools& tools);

}  // namespace contreseing::workflows::app
