#pragma once

#include "sql/stores.hpp"
#include "tests/support/memory_stores.hpp"
#include "tests/support/outside_fakes.hpp"
#include "tests/support/private_postgres.hpp"
#include "tests/support/sample_acts.hpp"

#include <gtest/gtest.h>

namespace contreseing::conformance {

/// The stores in memory.
struct InMemory {
    test_support::TestDigest digest;
    test_support::MemoryDatabase database{digest};
    test_support::MemoryConventionStore conventions{database};
    test_support::MemoryConventionStore& jobs_conventions = conventions;
    test_support::MemoryDocumentStore documents{database};
    test_support::MemoryEffectStore effects{database};
    test_support::MemoryTimerStore timers{database};
    test_support::MemoryRegistry registry{database};
    test_support::MemoryAccounts accounts{database};
};

/// The stores on a PostgreSQL database of the test's own, under the server's role; the queues under
/// that of its jobs.
struct OnPostgres {
    test_support::TestDigest digest;
    test_support::SeededRandom random;
    test_support::TestDatabase database;
    sql::Stores stores{{.connection = database.as_app(), .size = 16}, digest, random};
    sql::Stores jobs{{.connection = database.as_jobs(), .size = 16}, digest, random, stores.memory};
    sql::ConventionStore& conventions = stores.conventions;
    sql::ConventionStore& jobs_conventions = jobs.conventions;
    sql::DocumentStore& documents = stores.documents;
    sql::EffectStore& effects = jobs.effects;
    sql::TimerStore& timers = jobs.timers;
    sql::Registry& registry = stores.registry;
    sql::Accounts& accounts = stores.accounts;
};

using EveryStore = ::testing::Types<InMemory, OnPostgres>;

/// Ports by their interfaces, over each kind of store; a campus exists.
template <class Stores>
class Conformance : public ::testing::Test {
protected:
    Conformance() {
        registry.save(
            {test_support::kCampus,
             "Campus",
             "son directeur",
             "Lycée",
             "Bagnols",
             test_support::contact("accueil")}
        );
    }

    workflows::app::CommitResult commit(
        test_support::SampleAct& act, const workflows::app::Transition& transition
    ) {
        const auto result = conventions.commit(transition);
        if (result.kind == workflows::app::CommitResult::Kind::Committed) {
            act.took_place(transition, result);
        }
        return result;
    }

    Stores stores_;
    workflows::app::ConventionStore& conventions = stores_.conventions;
    workflows::app::ConventionStore& jobs_conventions = stores_.jobs_conventions;
    workflows::app::DocumentStore& documents = stores_.documents;
    workflows::app::EffectStore& effects = stores_.effects;
    workflows::app::TimerStore& timers = stores_.timers;
    workflows::app::Registry& registry = stores_.registry;
    workflows::app::Accounts& accounts = stores_.accounts;
    workflows::app::Digest& digest = stores_.digest;
};

}  // namespace contreseing::conformance
