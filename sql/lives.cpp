#include "sql/lives.hpp"

#include "sql/session.hpp"

namespace contreseing::sql {

namespace {

constexpr Statement kShow{
    "life_show",
    R"(WITH me AS (INSERT INTO server_life (id, node) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET seen_at = now())
    DELETE FROM server_life WHERE id <> $1::uuid AND (node = $2
        OR greatest(seen_at, pg_postmaster_start_time()) < now() - $3 * interval '1 s'))"};

// Any role may set its own defaults. Two servers may do so at once.
constexpr Statement kEndIdle{
    "life_end_idle",
    R"(DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
            WHERE r.rolname = current_user
                AND s.setconfig::text LIKE '%idle_in_transaction_session_timeout%') THEN
            EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = 60000',
                current_user);
        END IF;
    EXCEPTION WHEN internal_error OR unique_violation THEN NULL;
    END $$)"};

constexpr Statement kIsJobs{"life_is_jobs", "SELECT pg_has_role('contreseing_jobs', 'USAGE')"};

constexpr Statement kEnd{"life_end", "DELETE FROM server_life WHERE id = $1"};

// What others do shows in full to pg_read_all_stats only; whose snapshot it is shows to everybody.
constexpr Statement kOldestSnapshot{
    "oldest_snapshot",
    R"(SELECT who, xmin::text FROM (
        SELECT usename || ' (pid ' || pid || ')' AS who, x.xmin
        FROM pg_stat_activity, LATERAL (VALUES (backend_xmin), (backend_xid)) x (xmin)
        WHERE pid <> pg_backend_pid() AND usename IS NOT NULL  -- autovacuum has no name
        UNION ALL SELECT 'prepared transaction ' || gid, transaction FROM pg_prepared_xacts
        UNION ALL SELECT 'replication slot ' || slot_name, xmin FROM pg_replication_slots) held
    WHERE xmin IS NOT NULL ORDER BY age(xmin) DESC LIMIT 1)"};

}  // namespace

void Lives::show(const std::string& life, const std::string& node) {
    write(pool_, kNoCampus, [&](Work& work) { work.run(kShow, life, node, kSilence.count()); });
}

void Lives::end_idle_transactions() {
    write(pool_, kNoCampus, [](Work& work) { work.run(kEndIdle); });
}

void Lives::require_jobs_role() {
    const bool is_jobs =
        read(pool_, kNoCampus, [](Work& work) { return work.run(kIsJobs)[0][0].as<bool>(); });
    if (!is_jobs) {
        throw Error(
            ErrorKind::Bug,
            "database.jobs_url: its role must be contreseing_jobs or a member of it; to another the"
            " queues of messages and timers look empty"
        );
    }
}

void Lives::end(const std::string& life) {
    write(pool_, kNoCampus, [&](Work& work) { work.run(kEnd, life); });
}

std::optional<OldestSnapshot> Lives::oldest_snapshot() {
    return read(pool_, kNoCampus, [](Work& work) -> std::optional<OldestSnapshot> {
        const auto rows = work.run(kOldestSnapshot);
        if (rows.empty()) {
            return std::nullopt;
        }
        return OldestSnapshot{rows[0][0].as<std::string>(), rows[0][1].as<std::string>()};
    });
}

}  // namespace contreseing::sql
