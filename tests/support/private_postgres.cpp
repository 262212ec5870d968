#include "tests/support/private_postgres.hpp"

#include "sql/migrate.hpp"
#include "tests/support/source_dir.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

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

std::vector<int> children_of(int pid) {
    const std::string process = "/proc/" + std::to_string(pid);
    std::ifstream list(process + "/task/" + std::to_string(pid) + "/children");
    return {std::istream_iterator<int>(list), {}};
}

/// utime, stime, cutime and cstime of proc(5): its own and that of children it has waited for.
double cpu_ticks(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    std::string skipped;
    for (int field = 3; field < 14; ++field) {
        fields >> skipped;
    }
    double ticks[4] = {};
    fields >> ticks[0] >> ticks[1] >> ticks[2] >> ticks[3];
    return ticks[0] + ticks[1] + ticks[2] + ticks[3];
}

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

int PrivatePostgres::postmaster() const {
    std::ifstream file(folder_ + "/d/postmaster.pid");
    int pid = 0;
    file >> pid;
    if (pid <= 1) {
        throw std::runtime_error("no postmaster runs in " + folder_);
    }
    return pid;
}

double PrivatePostgres::cpu_seconds() const {
    const int parent = postmaster();
    double ticks = cpu_ticks(parent);
    for (const int child : children_of(parent)) {
        ticks += cpu_ticks(child);
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void PrivatePostgres::signal_all(int signal) {
    const int parent = postmaster();
    if (signal == SIGSTOP) {  // first the one that starts the others
        kill(parent, signal);
    }
    const std::vector<int> children = children_of(parent);
    kill(parent, signal);
    for (const int child : children) {
        kill(child, signal);
    }
}

void PrivatePostgres::kill_and_restart() {
    signal_all(SIGKILL);
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
