#pragma once

#include <string>

namespace contreseing::test_support {

/// A PostgreSQL of the tests' own (`private_postgres.sh`), on a Unix socket below /tmp.
class PrivatePostgres {
public:
    enum class Durability {
        Fast,    ///< no fsync: what survives a crash is not the question
        Durable  ///< fsync on, as in production
    };

    /// Starts a cluster of its own, stopped and removed by the destructor.
    explicit PrivatePostgres(Durability durability = Durability::Fast);
    ~PrivatePostgres();
    PrivatePostgres(const PrivatePostgres&) = delete;
    PrivatePostgres& operator=(const PrivatePostgres&) = delete;

    /// The one that all tests of a program share; the one of CONTRESEING_TEST_POSTGRES (a folder
    /// that `private_postgres.sh start` made) when it is set, so that many programs share it.
    static PrivatePostgres& shared();

    /// An empty, migrated database; returns its name.
    std::string fresh_database();
    void drop_database(const std::string& name);

    /// libpq connection string for one of the roles of `sql/migrations/001_roles.up.sql`.
    [[nodiscard]] std::string connection(
        const std::string& database, const std::string& role = "contreseing_app"
    ) const;
    [[nodiscard]] std::string superuser(const std::string& database) const {
        return connection(database, "postgres");
    }

    /// kill -9 of the postmaster and every backend, then start again (crash recovery).
    void kill_and_restart();

    /// SIGSTOP, SIGCONT or SIGKILL to the postmaster and every backend.
    void signal_all(int signal);

    /// CPU that the cluster's processes have used so far, ended ones included.
    [[nodiscard]] double cpu_seconds() const;

private:
    struct Existing {};
    PrivatePostgres(Existing, std::string folder);
    void make_template();
    [[nodiscard]] int postmaster() const;

    std::string folder_;
    bool owned_ = true;
    bool template_made_ = false;
};

/// A migrated database of one test, dropped at its end.
class TestDatabase {
public:
    explicit TestDatabase(PrivatePostgres& server = PrivatePostgres::shared())
        : server_(server), name_(server.fresh_database()) {}
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] std::string as_app() const { return server_.connection(name_); }
    [[nodiscard]] std::string as_jobs() const {
        return server_.connection(name_, "contreseing_jobs");
    }
    [[nodiscard]] std::string as_superuser() const { return server_.superuser(name_); }

private:
    PrivatePostgres& server_;
    std::string name_;
};

}  // namespace contreseing::test_support
