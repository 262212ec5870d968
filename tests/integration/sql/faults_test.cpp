#include "sql/error.hpp"
#include "sql/journal_verify.hpp"
#include "tests/integration/sql/fixture.hpp"

#include <atomic>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <pqxx/pqxx>

namespace contreseing::integration {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using Kind = CommitResult::Kind;
using sql::ErrorKind;

class Faults : public SqlTest {
protected:
    static constexpr auto kWaitsForALock =
        "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";

    /// Until a connection waits for a row that another one holds.
    void until_somebody_waits() {
        for (int tries = 0; tries < 1000; ++tries) {
            if (superuser(std::string("SELECT EXISTS (SELECT ") + kWaitsForALock + ")") == "t") {
                return;
            }
            std::this_thread::sleep_for(5ms);
        }
        ADD_FAILURE() << "nobody waits";
    }
};

TEST_F(Faults, AFullPoolSaysSoInTime) {
    sql::Pool small({.connection = database_.as_app(), .size = 1, .wait = 50ms});
    sql::DocumentStore documents(small, digest_);
    const Bytes bytes{1};
    // The one connection waits for a row that somebody else holds.
    documents.put(kCampus, numbered<DocumentId>(1), {}, bytes, digest_.sha256(bytes));
    pqxx::connection somebody(database_.as_superuser());
    pqxx::work holder(somebody);
    holder.exec("SELECT FROM contreseing.document FOR UPDATE");
    std::thread waiting([&] { documents.lease(kCampus, numbered<DocumentId>(1), 0ms, 1s); });
    until_somebody_waits();
    try {
        documents.tip(kCampus, numbered<DocumentId>(1), -1);
        ADD_FAILURE() << "there was no connection left";
    } catch (const sql::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    }
    holder.abort();
    waiting.join();
    EXPECT_EQ(small.use().open, 1U);
}

TEST_F(Faults, ReadsSurviveBackendsThatAreEnded) {
    SampleAct act(1);
    commit(act, act.create("ADH-2026-001"));
    for (int i = 0; i < 5; ++i) {
        superuser(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'contreseing_app' AND datname = current_database()"
        );
        EXPECT_TRUE(stores_.conventions.load(kCampus, act.id, {}));
    }
}

/// A cluster whose processes all stand still, until `go_on`. Nothing hangs up: it says nothing.
class Silent : public ::testing::Test {
protected:
    Silent() { pool_.check(); }
    ~Silent() override { go_on(); }

    void stand_still() { server_.signal_all(SIGSTOP); }
    void go_on() { server_.signal_all(SIGCONT); }

    ErrorKind failure() {
        try {
            pool_.check();
        } catch (const sql::Error& error) {
            return error.kind();
        }
        return ErrorKind::Bug;
    }
    /// Every connection is in use.
    void fill() {
        std::vector<std::thread> callers;
        for (int i = 0; i < 4; ++i) {
            callers.emplace_back([this] { EXPECT_EQ(failure(), ErrorKind::Unavailable); });
        }
        for (auto& caller : callers) {
            caller.join();
        }
    }

    PrivatePostgres server_;
    TestDatabase database_{server_};
    sql::Pool pool_{
        {.connection = database_.as_app(), .size = 4, .silence = 1500ms, .connect_timeout = 2s}};
};

TEST_F(Silent, AServerCostsItsTimeOutOnceThenNothing) {
    for (int round = 0; round < 2; ++round) {
        stand_still();
        fill();
        // A thousand callers that each waited for a time-out would take a quarter of an hour.
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 1000; ++i) {
            ASSERT_EQ(failure(), ErrorKind::Unavailable);
        }
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 100s);
        go_on();
        for (int tries = 0; failure() != ErrorKind::Bug; ++tries) {
            ASSERT_LT(tries, 6000) << "it speaks again, and is not heard";
            std::this_thread::sleep_for(10ms);
        }
        pool_.check();
        EXPECT_LE(pool_.use().open, 4U);
    }
}

TEST_F(Silent, AStatementThatIsTooLongIsCutAndTheOthersGoOn) {
    TestDigest digest;
    sql::DocumentStore documents(pool_, digest);
    const Bytes bytes{1};
    documents.put(kCampus, numbered<DocumentId>(1), {}, bytes, digest.sha256(bytes));
    pqxx::connection somebody(database_.as_superuser());
    pqxx::work holder(somebody);
    holder.exec("SELECT FROM contreseing.document FOR UPDATE");
    std::atomic<bool> cut{false};
    std::thread waiting([&] {
        try {  // waits for a lock: 3 s by the server's time-out, half of it by ours
            documents.lease(kCampus, numbered<DocumentId>(1), 0ms, 1s);
        } catch (const sql::Error& error) {
            EXPECT_THAT(error.what(), ::testing::HasSubstr("not answered"));
        }
        cut = true;
    });
    while (!cut) {
        ASSERT_EQ(failure(), ErrorKind::Bug) << "one statement was too long, not the server";
        std::this_thread::sleep_for(10ms);
    }
    waiting.join();
    ASSERT_EQ(failure(), ErrorKind::Bug);
}

TEST_F(Faults, ASessionThatWasEndedIsToldAsSuch) {
    const Bytes bytes{1};
    const auto id = numbered<DocumentId>(1);
    stores_.documents.put(kCampus, id, {}, bytes, digest_.sha256(bytes));
    pqxx::connection somebody(database_.as_superuser());
    pqxx::work holder(somebody);
    holder.exec("SELECT FROM contreseing.document FOR UPDATE");
    std::string told;
    std::thread waiting([&] {
        try {
            stores_.documents.lease(kCampus, id, 0ms, 1s);
        } catch (const sql::Error& error) {
            told = error.what();
        }
    });
    until_somebody_waits();
    superuser(std::string("SELECT pg_terminate_backend(pid) ") + kWaitsForALock);
    waiting.join();
    holder.abort();
    EXPECT_NE(told.find("PostgreSQL ended the session"), std::string::npos) << told;
    EXPECT_EQ(told.find("encoding"), std::string::npos) << told;
}

TEST_F(Faults, NoServerIsUnavailable) {
    sql::Pool nowhere({.connection = "host=/nonexistent dbname=x"});
    try {
        nowhere.check();
        ADD_FAILURE() << "there is no server there";
    } catch (const sql::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    }
}

TEST_F(Faults, AChangedByteOfADocumentIsNeverHandedOut) {
    const Bytes bytes(1000, 7);
    const auto id = numbered<DocumentId>(1);
    stores_.documents.put(kCampus, id, {}, bytes, digest_.sha256(bytes));
    superuser(
        "SET session_replication_role = replica;"
        "UPDATE document_chunk SET bytes = set_byte(bytes, 500, 8)"
    );
    EXPECT_THROW(stores_.documents.load(kCampus, id, -1), sql::Error);
}

TEST_F(Faults, ARestoredDatabaseSendsNothingUntilAcknowledged) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    creation.messages = {message_to("berthe")};
    creation.message_causes = {0};
    commit(act, creation);
    const Bytes bytes{1};
    const auto document = numbered<DocumentId>(1);
    stores_.documents.put(kCampus, document, act.id, bytes, digest_.sha256(bytes));
    const auto lease = stores_.documents.lease(kCampus, document, 0ms, 1min);
    EXPECT_TRUE(stores_.installation.status().may_act());

    superuser("SET ROLE contreseing_owner;" + sql::restore_mark(instant(1)));
    EXPECT_FALSE(stores_.installation.status().may_act());
    EXPECT_TRUE(jobs_.effects.claim(Lane::Ordinary, 10, 1min).empty());
    // A signer from before the restore is fenced off.
    auto late = act.rename("signé");
    late.revision = AppendedRevision{document, 1, {2}, digest_.sha256(Bytes{1, 2}), lease->epoch};
    EXPECT_EQ(stores_.conventions.commit(late).kind, Kind::LeaseLost);

    EXPECT_TRUE(stores_.installation.acknowledge("direction", instant(2)));
    EXPECT_FALSE(stores_.installation.acknowledge("direction", instant(3)));
    EXPECT_TRUE(stores_.installation.status().may_act());
    EXPECT_EQ(jobs_.effects.claim(Lane::Ordinary, 10, 1min).size(), 1U);
}

/// Writers that behave as the engine does: load, decide, commit, and the same command id again
/// when the answer was lost. `acknowledged` counts what they were told is done.
class Writers {
public:
    Writers(sql::Stores& stores, int count) : stores_(stores) {
        for (int n = 1; n <= count; ++n) {
            threads_.emplace_back([this, n] { work(n); });
        }
    }
    void stop() {
        stop_ = true;
        for (auto& thread : threads_) {
            thread.join();
        }
    }

    std::atomic<int> acknowledged{0};
    std::atomic<int> recognised{0};  ///< retries of a command whose answer was lost
    std::atomic<int> failures{0};

private:
    void work(int n) {
        SampleAct act(n);
        while (!stop_) {
            const auto transition = act.state.events == 0
                                        ? act.create("ADH-2026-" + std::to_string(100 + n))
                                        : act.rename("t" + std::to_string(act.commands));
            carry_out(act, transition);
        }
    }

    void carry_out(SampleAct& act, const Transition& transition) {
        for (;;) {
            try {
                const auto loaded = stores_.conventions.load(kCampus, act.id, transition.command);
                if (loaded && loaded->already_done) {
                    act.took_place(transition, {Kind::Committed, loaded->head, loaded->ver});
                    ++recognised;
                    break;
                }
                const auto result = stores_.conventions.commit(transition);
                if (result.kind == Kind::Committed) {
                    act.took_place(transition, result);
                    break;
                }
            } catch (const sql::Error&) {
                ++failures;
                std::this_thread::sleep_for(20ms);
            }
        }
        ++acknowledged;
    }

    sql::Stores& stores_;
    std::atomic<bool> stop_{false};
    std::vector<std::thread> threads_;
};

TEST(KillMinusNine, OfPostgresLosesAndDoublesNothing) {
    PrivatePostgres server(PrivatePostgres::Durability::Durable);
    TestDatabase database(server);
    TestDigest digest;
    SeededRandom random;
    sql::Stores stores({.connection = database.as_app(), .size = 8}, digest, random);
    stores.registry.save({kCampus, "Campus", "son directeur", "Lycée", "Bagnols", contact("a")});

    Writers writers(stores, 8);
    for (int kill = 1; kill <= 3; ++kill) {
        while (writers.acknowledged < kill * 300) {
            std::this_thread::sleep_for(5ms);
        }
        server.kill_and_restart();
    }
    const int seen = writers.acknowledged;
    while (writers.acknowledged < seen + 100) {
        std::this_thread::sleep_for(5ms);
    }
    writers.stop();

    EXPECT_GT(writers.failures, 0) << "the kills hit nobody: the test is blind";
    EXPECT_EQ(
        run_sql(database.as_superuser(), "SELECT count(*) FROM convention_event"),
        std::to_string(writers.acknowledged)
    );
    const auto report = sql::JournalVerifier(stores.pool, digest).verify_all();
    EXPECT_TRUE(report.sound());
    EXPECT_EQ(report.conventions, 8);
    std::cout << "acknowledged " << writers.acknowledged << ", failures " << writers.failures
              << ", recognised " << writers.recognised << '\n';
}

TEST_F(Faults, AnAnswerThatIsLostIsInDoubt) {
    SampleAct act(1);
    commit(act, act.create("ADH-2026-001"));
    pqxx::connection somebody(database_.as_superuser());
    pqxx::work holder(somebody);
    holder.exec("SELECT FROM contreseing.convention FOR UPDATE");
    // Ends whoever waits for the row that is held.
    std::thread ender([&] {
        until_somebody_waits();
        superuser(std::string("SELECT pg_terminate_backend(pid) ") + kWaitsForALock);
    });
    try {
        stores_.conventions.commit(act.rename("perdu"));
        ADD_FAILURE() << "the answer should have been lost";
    } catch (const sql::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InDoubt);
    }
    ender.join();
    holder.abort();
    EXPECT_EQ(stores_.conventions.load(kCampus, act.id, {})->ver, 1);
}

}  // namespace
}  // namespace contreseing::integration
