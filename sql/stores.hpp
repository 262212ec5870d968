#pragma once

#include "sql/accounts.hpp"
#include "sql/convention_store.hpp"
#include "sql/document_store.hpp"
#include "sql/effect_store.hpp"
#include "sql/installation.hpp"
#include "sql/lives.hpp"
#include "sql/pool.hpp"
#include "sql/registry.hpp"
#include "sql/type_catalogue.hpp"

namespace contreseing::sql {

/// Every store over one pool. `digest` and `random` outlive it. Those of one process on one
/// database share their `memory`.
struct Stores {
    Stores(
        PoolOptions options,
        workflows::app::Digest& digest,
        workflows::app::Random& random,
        std::shared_ptr<ConventionMemory> shared = std::make_shared<ConventionMemory>()
    )
        : memory(std::move(shared)),
          pool(std::move(options)),
          conventions(pool, digest, random, memory),
          documents(pool, digest),
          effects(pool),
          timers(pool),
          registry(pool),
          types(pool, digest),
          accounts(pool),
          installation(pool),
          lives(pool) {}

    std::shared_ptr<ConventionMemory> memory;
    Pool pool;
    ConventionStore conventions;
    DocumentStore documents;
    EffectStore effects;
    TimerStore timers;
    Registry registry;
    TypeCatalogue types;
    Accounts accounts;
    Installation installation;
    Lives lives;
};

}  // namespace contreseing::sql
