#include "sql/migrate.hpp"

#include "sql/error.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>

#include <pqxx/pqxx>

namespace contreseing::sql {

namespace {

struct Migration {
    int version = 0;
    std::string name;
    std::string text;
};

std::vector<Migration> read_folder(const std::filesystem::path& folder) {
    constexpr std::string_view kSuffix = ".up.sql";
    std::vector<Migration> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::string name = entry.path().filename().string();
        if (name.size() <= kSuffix.size() || !std::string_view(name).ends_with(kSuffix)) {
            continue;
        }
        Migration migration;
        const auto [end, error] = std::from_chars(name.data(), name.data() + 3, migration.version);
        if (error != std::errc{} || *end != '_') {
            throw Error(ErrorKind::Bug, "not a migration's name: " + name);
        }
        std::ifstream file(entry.path(), std::ios::binary);
        migration.text.assign(std::istreambuf_iterator<char>(file), {});
        migration.name = std::move(name);
        found.push_back(std::move(migration));
    }
    std::sort(found.begin(), found.end(), [](const Migration& a, const Migration& b) {
        return a.version < b.version;
    });
    // Numbers may be left out (they are given to those who work at the same time), never shared.
    for (std::size_t i = 1; i < found.size(); ++i) {
        if (found[i].version == found[i - 1].version) {
            throw Error(ErrorKind::Bug, "two migrations have one number: " + found[i].name);
        }
    }
    return found;
}

int newest_of(const std::vector<Migration>& migrations) {
    return migrations.empty() ? 0 : migrations.back().version;
}

/// Runs `migration` unless it is recorded. True when it ran.
bool apply(pqxx::connection& connection, const Migration& migration, int newest) {
    pqxx::work work(connection);
    work.exec("SET LOCAL client_min_messages = warning");
    work.exec("LOCK TABLE public.schema_migration IN EXCLUSIVE MODE");
    const pqxx::result recorded = work.exec_params(
        "SELECT version, checksum = encode(sha256(convert_to($2, 'UTF8')), 'hex'),"
        " (SELECT max(version) FROM public.schema_migration)"
        " FROM public.schema_migration WHERE version = $1",
        migration.version,
        migration.text
    );
    if (!recorded.empty()) {
        if (!recorded[0][1].as<bool>()) {
            throw Error(
                ErrorKind::Bug,
                "changed after it was applied: " + migration.name +
                    " (put the file back; a database made before the first version is made anew)"
            );
        }
        if (recorded[0][2].as<int>() > newest) {
            throw Error(ErrorKind::Bug, "the schema is newer than this program");
        }
        return false;
    }
    if (migration.version > 1) {
        work.exec("SET LOCAL ROLE contreseing_owner");
        work.exec("SET LOCAL search_path = contreseing");
    }
    work.exec(migration.text);
    work.exec("RESET ROLE");
    work.exec_params(
        "INSERT INTO public.schema_migration (version, name, checksum)"
        " VALUES ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'))",
        migration.version,
        migration.name,
        migration.text
    );
    work.commit();
    return true;
}

void prepare_record(pqxx::connection& connection) {
    pqxx::work work(connection);
    // Two servers that create it at once: the second waits here, then finds it.
    work.exec("SELECT pg_advisory_xact_lock(7261931)");
    const bool exists = !work.exec("SELECT to_regclass('public.schema_migration')")[0][0].is_null();
    if (!exists) {
        work.exec(
            "CREATE TABLE public.schema_migration (version integer PRIMARY KEY,"
            " name text NOT NULL, checksum text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        );
        work.exec("GRANT SELECT ON public.schema_migration TO PUBLIC");
    }
    work.commit();
}

}  // namespace

Migrated migrate(const std::string& owner_connection, const std::filesystem::path& folder) {
    const std::vector<Migration> migrations = read_folder(folder);
    const int newest = newest_of(migrations);
    try {
        pqxx::connection connection(owner_connection);
        const pqxx::quiet_errorhandler quiet(connection);
        prepare_record(connection);
        Migrated done;
        for (const Migration& migration : migrations) {
            if (apply(connection, migration, newest)) {
                done.applied.push_back(migration.name);
            }
        }
        done.version = newest;
        return done;
    } catch (const pqxx::broken_connection& error) {
        throw Error(ErrorKind::Unavailable, std::string("cannot migrate: ") + error.what());
    } catch (const pqxx::pqxx_exception& error) {
        throw Error(ErrorKind::Bug, std::string("cannot migrate: ") + error.base().what());
    }
}

int newest_version(const std::filesystem::path& folder) {
    return newest_of(read_folder(folder));
}

}  // namespace contreseing::sql
