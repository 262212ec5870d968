#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/postman.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>

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
    Digest& digest;
};

/// What became of a claimed effect, and what is to be recorded of it.
struct Handled {
    Settlement settlement;
    /// What follows once the row is settled; empty: nothing.
    std::function<void()> afterwards;
    /// A defect of ours or of the storage, for the log: the effect is put off with the reason.
    std::exception_ptr failure;
};

/// Carries a claimed effect out by the handler of its kind. Throws nothing of what goes wrong: the
/// effect is put off with the reason. So is one of an unknown kind: it stays where people look, and
/// a server that knows it finds it there.
Handled carry_out(const DeliveryTools& tools, const Effect& effect);

/// How long to wait after `attempts` tries: doubling from 10 seconds to one hour, for ever, with a
/// fifth of spread so that what failed together does not come back together.
/// `spread` in 0..255.
std::chrono::milliseconds retry_delay(int attempts, std::uint8_t spread);

}  // namespace contreseing::workflows::app
