#include "sql/installation.hpp"

#include "sql/session.hpp"
#include "sql/values.hpp"

namespace contreseing::sql {

using workflows::to_text;

namespace {

constexpr Statement kStatus{
    "installation_status",
    "SELECT id, micros(restored_at), acknowledged_at IS NOT NULL FROM installation"};

constexpr Statement kAcknowledge{
    "installation_acknowledge",
    R"(UPDATE installation SET acknowledged_by = $1, acknowledged_at = $2
    WHERE restored_at IS NOT NULL AND acknowledged_at IS NULL RETURNING 1)"};

constexpr Statement kHiddenTable{
    "installation_hidden_table",
    R"(SELECT current_user, c.relname FROM pg_class c
    WHERE c.relnamespace = 'contreseing'::regnamespace AND row_security_active(c.oid)
        AND NOT EXISTS (SELECT FROM pg_policy p, unnest(p.polroles) AS role
            WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                AND pg_get_expr(p.polqual, p.polrelid) = 'true'
                AND CASE WHEN role = 0 THEN true ELSE pg_has_role(role, 'USAGE') END)
    ORDER BY c.relname LIMIT 1)"};

}  // namespace

void require_every_row(const std::string& connection) {
    Pool pool({.connection = connection, .size = 1});
    const auto hidden = read(pool, kNoCampus, [](Work& work) { return work.run(kHiddenTable); });
    if (!hidden.empty()) {
        throw Error(
            ErrorKind::Bug,
            "database.owner_url: role " + hidden[0][0].as<std::string>() +
                " does not see every row of " + hidden[0][1].as<std::string>() +
                "; name contreseing_owner, a member of it or a superuser"
        );
    }
}

InstallationStatus Installation::status() {
    return read(pool_, kNoCampus, [](Work& work) {
        const pqxx::row row = work.run(kStatus)[0];
        return InstallationStatus{
            workflows::parse_uuid(view(row[0])).value(),
            as_optional_instant(row[1]),
            row[2].as<bool>(),
        };
    });
}

bool Installation::acknowledge(const std::string& by, workflows::Instant at) {
    return write(pool_, kNoCampus, [&](Work& work) {
        return !work.run(kAcknowledge, by, to_text(at)).empty();
    });
}

std::string restore_mark(workflows::Instant at) {
    return R"(WITH d AS (UPDATE contreseing.document
            SET lease_epoch = lease_epoch + 1000, lease_until = NULL),
        e AS (UPDATE contreseing.effect SET lease_epoch = lease_epoch + 1000, lease_until = NULL
            WHERE status = 'pending')
    UPDATE contreseing.installation
        SET acknowledged_at = NULL, acknowledged_by = NULL, restored_at = ')" +
           to_text(at) + "';\n";
}

}  // namespace contreseing::sql
