#include "server/adapters/clock.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "sql/installation.hpp"
#include "sql/migrate.hpp"
#include "sql/pool.hpp"

#include <cstdio>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace contreseing::server::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDump = "contreseing.dump";

/// Runs a PostgreSQL tool without a shell, so that nothing in a name is ever interpreted.
void run(std::vector<std::string> words) {
    const auto child = ::fork();
    if (child < 0) {
        throw std::runtime_error("cannot start " + words.front());
    }
    if (child == 0) {
        std::vector<char*> arguments;
        for (auto& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        ::execvp(arguments.front(), arguments.data());
        ::_exit(127);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw std::runtime_error(words.front() + " failed: see its message above");
    }
}

}  // namespace

int migrate(const Config& config) {
    if (config.database.owner_url.empty()) {
        throw std::runtime_error("database.owner_url: required to change the schema");
    }
    const auto done = sql::migrate(config.database.owner_url, config.folders.share / "migrations");
    for (const auto& name : done.applied) {
        std::printf("applied %s\n", name.c_str());
    }
    std::printf("The schema is at version %d.\n", done.version);
    return 0;
}

int back_up(const Config& config, const fs::path& folder, const fs::path& secrets_folder) {
    ::umask(077);  // a dump holds names, addresses and documents
    fs::create_directories(folder);
    run(
        {"pg_dump",
         "--format=custom",
         "--file=" + (folder / kDump).string(),
         "--dbname=" + config.database.owner_url}
    );
    std::printf("Database: %s\n", (folder / kDump).c_str());
    if (secrets_folder.empty()) {
        std::puts(
            "Secrets: not copied. Keep the secrets folder elsewhere (--secrets DIR): without "
            "it, links and seals cannot be made again."
        );
        return 0;
    }
    const auto apart = fs::absolute(secrets_folder).lexically_normal();
    const auto beside = fs::absolute(folder).lexically_normal();
    if (apart == beside || apart.parent_path() == beside) {
        throw std::runtime_error("--secrets: choose a place apart from the database's backup");
    }
    fs::create_directories(apart.parent_path());
    fs::copy(config.folders.secrets, secrets_folder, fs::copy_options::recursive);
    fs::permissions(secrets_folder, fs::perms::owner_all);
    std::printf("Secrets: %s\n", secrets_folder.c_str());
    return 0;
}

int restore(const Config& config, const fs::path& folder) {
    if (folder.empty()) {
        throw std::runtime_error("restore: name the folder of the backup");
    }
    run(
        {"pg_restore",
         "--exit-on-error",
         "--single-transaction",
         "--dbname=" + config.database.owner_url,
         (folder / kDump).string()}
    );
    sql::mark_restored(config.database.owner_url, SystemClock().now());
    std::puts(
        "Restored. The server sends and signs nothing until you have checked it and said\n"
        "  contreseing restore --acknowledge --by \"your name\""
    );
    return 0;
}

int acknowledge_restore(const Config& config, const std::string& by) {
    if (by.empty()) {
        throw std::runtime_error("restore --acknowledge: say who, with --by");
    }
    sql::Pool pool({.connection = config.database.url, .size = 1});
    const bool done = sql::Installation(pool).acknowledge(by, SystemClock().now());
    std::puts(done ? "Acknowledged: the server sends and signs again." : "Nothing waited.");
    return 0;
}

}  // namespace contreseing::server::cli
