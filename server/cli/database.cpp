#include "server/adapters/clock.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "sql/connection.hpp"
#include "sql/installation.hpp"
#include "sql/migrate.hpp"
#include "sql/pool.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace contreseing::server::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDump = "contreseing.dump";

/// What a tool reads and writes instead of ours; -1: ours.
struct Streams {
    int in = -1;
    int out = -1;
};

/// A PostgreSQL tool, started without a shell, so that nothing in a name is ever interpreted.
class Tool {
public:
    /// Starts it with the `environment` added to ours. The streams stay open here.
    Tool(
        std::vector<std::string> words,
        const std::map<std::string, std::string>& environment,
        Streams streams = {}
    )
        : child_(::fork()) {
        if (child_ < 0) {
            throw std::runtime_error("cannot start " + words.front());
        }
        if (child_ > 0) {
            return;
        }
        for (const auto& [key, value] : environment) {
            ::setenv(key.c_str(), value.c_str(), 1);
        }
        if ((streams.in >= 0 && ::dup2(streams.in, STDIN_FILENO) < 0) ||
            (streams.out >= 0 && ::dup2(streams.out, STDOUT_FILENO) < 0)) {
            ::_exit(127);
        }
        std::vector<char*> arguments;
        for (auto& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        ::execvp(arguments.front(), arguments.data());
        ::_exit(127);
    }

    /// Waits for its end.
    [[nodiscard]] bool succeeded() const {
        int status = 0;
        return ::waitpid(child_, &status, 0) == child_ && WIFEXITED(status) &&
               WEXITSTATUS(status) == 0;
    }

private:
    pid_t child_;
};

/// Both ends are closed in the programs started here, but for the one handed to them.
struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("cannot make a pipe");
        }
        out = ends[0];
        in = ends[1];
    }
    ~Pipe() { close(); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] bool write(const std::string& text) const {
        return ::write(in, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    }
    void close() {
        for (int* end : {&out, &in}) {
            if (*end >= 0) {
                ::close(std::exchange(*end, -1));
            }
        }
    }

    int out = -1;
    int in = -1;
};

/// `made` takes the place of `old`, which stays whole until then. Both are files, or folders.
void replace(const fs::path& made, const fs::path& old) {
    auto aside = old;
    aside += ".old";
    fs::remove_all(aside);
    if (fs::is_directory(old)) {
        fs::rename(old, aside);  // a folder cannot be renamed onto a full one
    }
    fs::rename(made, old);
    fs::remove_all(aside);
}

fs::path beside(fs::path path) {
    path += ".new";
    fs::remove_all(path);
    return path;
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
    const auto place = fs::absolute(folder).lexically_normal();
    const auto apart =
        secrets_folder.empty() ? fs::path{} : fs::absolute(secrets_folder).lexically_normal();
    if (!secrets_folder.empty() && (apart == place || apart.parent_path() == place)) {
        throw std::runtime_error("--secrets: choose a place apart from the database's backup");
    }
    sql::require_every_row(config.database.owner_url);
    fs::create_directories(place);
    const auto dump = beside(place / kDump);
    const Tool pg_dump(
        {"pg_dump", "--enable-row-security", "--format=custom", "--file=" + dump.string()},
        sql::connection_environment(config.database.owner_url)
    );
    if (!pg_dump.succeeded()) {
        fs::remove(dump);
        throw std::runtime_error(
            "pg_dump failed, see its message above; an earlier backup here is as it was"
        );
    }
    replace(dump, place / kDump);
    std::printf("Database: %s\n", (folder / kDump).c_str());
    if (secrets_folder.empty()) {
        std::puts(
            "Secrets: not copied. Keep the secrets folder elsewhere (--secrets DIR): without "
            "it, links and seals cannot be made again."
        );
        return 0;
    }
    fs::create_directories(apart.parent_path());
    const auto copy = beside(apart);
    fs::copy(config.folders.secrets, copy, fs::copy_options::recursive);
    fs::permissions(copy, fs::perms::owner_all);
    replace(copy, apart);
    std::printf("Secrets: %s\n", secrets_folder.c_str());
    return 0;
}

int restore(const Config& config, const fs::path& folder) {
    if (folder.empty()) {
        throw std::runtime_error("restore: name the folder of the backup");
    }
    // pg_restore would commit by itself. Here the rows and the mark appear in one transaction, so
    // that a server that runs on this database sends and signs nothing in between.
    std::signal(SIGPIPE, SIG_IGN);
    Pipe script;
    const Tool psql(
        {"psql",
         "--no-psqlrc",
         "--quiet",
         "--set=ON_ERROR_STOP=1",
         "--output=/dev/null",
         "--file=-"},
        sql::connection_environment(config.database.owner_url),
        {.in = script.out}
    );
    ::close(std::exchange(script.out, -1));  // a psql that fails must break the pipe
    const bool begun = script.write("BEGIN;\n");
    const Tool pg_restore(
        {"pg_restore", "--enable-row-security", "--file=-", (folder / kDump).string()},
        {},
        {.out = script.in}
    );
    const bool whole = pg_restore.succeeded() && begun &&
                       script.write(sql::restore_mark(SystemClock().now()) + "COMMIT;\n");
    script.close();
    if (!psql.succeeded() || !whole) {
        throw std::runtime_error("nothing was restored: see the message above");
    }
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
