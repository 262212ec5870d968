#include "tests/support/private_postgres.hpp"

#include "sql/migrate.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

#include <pqxx/pqxx>

namespace contreseing::test_support {

namespace {

const std::string kSource = CONTRESEING_SOURCE_DIR;
const std::string kTemplate = "contreseing_template";

void script(const std::string& arguments) {
    const std::string command = kSource + "/tests/support/private_postgres.sh " + arguments;
    if (std::system(command.c_str()) != 0) {
        throw std::runtime_error("failed: " + command);
    }
}

void execute(const std::string& connection_string, const std::string& statement) {
    pqxx::connection connection(connection_string);
    const pqxx::quiet_errorhandler quiet(connection);
    pqxx::nontransaction work(connection);
    work.exec(statement);
}

/// Two programs that share a cluster must not both make the template.
class FileLock {
public:
    explicit FileLock(const std::string& path)
        : descriptor_(open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0 || flock(descriptor_, LOCK_EX) != 0) {
            throw std::runtime_error("cannot lock " + path);
        }
    }
    ~FileLock() { close(descriptor_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

std::string unique_name() {
    static std::atomic<int> count{0};
    return std::to_string(getpid()) + '_' + std::to_string(++count);
}

}  // namespace

PrivatePostgres::PrivatePostgres(Durability durability) : folder_("/tmp/cspg-" + unique_name()) {
    script("start " + folder_ + (durability == Durability::Durable ? " durable" : ""));
}

PrivatePostgres::PrivatePostgres(Existing /*existing*/, std::string folder)
    : folder_(std::move(folder)), owned_(false) {}

PrivatePostgres::~PrivatePostgres() {
    if (owned_) {
        try {
            script("stop " + folder_);
        } catch (const std::exception& error) {
            std::cerr << error.what() << '\n';
        }
    }
}

PrivatePostgres& PrivatePostgres::shared() {
    static const char* const kGiven = std::getenv("CONTRESEING_TEST_POSTGRES");
    if (kGiven != nullptr) {
        static PrivatePostgres given{Existing{}, kGiven};
        return given;
    }
    static PrivatePostgres own;
    return own;
}

void PrivatePostgres::make_template() {
    if (template_made_) {
        return;
    }
    const FileLock lock(folder_ + ".lock");
    pqxx::connection connection(superuser("postgres"));
    pqxx::nontransaction work(connection);
    if (work.exec_params("SELECT 1 FROM pg_database WHERE datname = $1", kTemplate).empty()) {
        work.exec("CREATE DATABASE " + kTemplate);
        sql::migrate(superuser(kTemplate), kSource + "/sql/migrations");
    }
    template_made_ = true;
}

std::string PrivatePostgres::fresh_database() {
    make_template();
    const std::string name = "test_" + unique_name();
    // One at a time: a template may have no other user while it is copied.
    const FileLock lock(folder_ + ".lock");
    execute(superuser("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + kTemplate);
    return name;
}

void PrivatePostgres::drop_database(const std::string& name) {
    execute(superuser("postgres"), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

std::string PrivatePostgres::connection(const std::string& database, const std::string& role)
    const {
    return "host=" + folder_ + "/s dbname=" + database + " user=" + role;
}

void PrivatePostgres::kill_and_restart() {
    std::ifstream file(folder_ + "/d/postmaster.pid");
    pid_t postmaster = 0;
    file >> postmaster;
    if (postmaster <= 1) {
        throw std::runtime_error("no postmaster to kill");
    }
    const std::string children =
        "/proc/" + std::to_string(postmaster) + "/task/" + std::to_string(postmaster) + "/children";
    std::ifstream list(children);
    kill(postmaster, SIGKILL);
    for (pid_t child = 0; list >> child;) {
        kill(child, SIGKILL);
    }
    script("restart " + folder_);
}

TestDatabase::~TestDatabase() {
    try {
        server_.drop_database(name_);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
}

}  // namespace contreseing::test_support
