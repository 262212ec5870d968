#pragma once

#include "sql/accounts.hpp"
#include "sql/convention_store.hpp"
#include "sql/document_store.hpp"
#include "sql/effect_store.hpp"
#include "sql/installation.hpp"
#include "sql/pool.hpp"
#include "sql/registry.hpp"
#include "sql/type_catalogue.hpp"

namespace contreseing::sql {

/// Every store over one pool. `digest` and `random` outlive it.
struct Stores {
    Stores(PoolOptions options, workflows::app::Digest& digest, workflows::app::Random& random)
        : pool(std::move(options)),
          conventions(pool, digest, random),
          documents(pool, digest),
          effects(pool),
          timers(pool),
          registry(pool),
          types(pool, digest),
          accounts(pool),
          installation(pool) {}

    Pool pool;
    ConventionStore conventions;
    DocumentStore documents;
    EffectStore effects;
    TimerStore timers;
    Registry registry;
    TypeCatalogue types;
    Accounts accounts;
    Installation installation;
};

}  // namespace contreseing::sql
