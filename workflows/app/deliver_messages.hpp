#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/postman.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string>

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

/// What became of a claimed message, and what is to be recorded of it.
struct Handled {
    Settlement settlement;
    MessageKind kind{};
    std::optional<std::string> refused;  ///< for good, in the mail server's words
    EmailAddress to;
    /// A defect of ours or of the storage, for the log: the message is put off with the reason.
    std::exception_ptr failure;
};

/// Composes and delivers a claimed message. Throws nothing of what goes wrong with it.
Handled deliver_message(const DeliveryTools& tools, const Effect& effect);

/// What follows once the row is settled: a permanent refusal is an ordinary event of the
/// convention (the address is marked), and the last message to a body makes it informed.
void after_settling(const DeliveryTools& tools, const Handled& handled);

}  // namespace contreseing::workflows::app
