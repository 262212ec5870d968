#include "sql/pool.hpp"

#include "sql/session.hpp"

#include <algorithm>
#include <iterator>
#include <poll.h>
#include <string_view>

namespace contreseing::sql {

namespace {

constexpr std::chrono::seconds kBetweenTries{1};

std::string settings(const PoolOptions& options) {
    const auto ms = [](std::chrono::milliseconds value) { return std::to_string(value.count()); };
    // Generic plans without memoize and JIT: planning again at each call, or for rows that never
    // come, costs more than the statements themselves (measured on PostgreSQL 15).
    return "SET search_path = contreseing; SET timezone = 'UTC'; SET client_encoding = 'UTF8';"
           "SET bytea_output = 'hex'; SET jit = off; SET enable_memoize = off;"
           "SET plan_cache_mode = force_generic_plan; SET synchronous_commit = on;"
           "SET lock_timeout = " +
           ms(options.lock_timeout) + "; SET statement_timeout = " + ms(options.statement_timeout) +
           "; SET idle_in_transaction_session_timeout = " +
           ms(options.idle_in_transaction_timeout) +
           (options.only_by_index
                ? "; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;"
                  "SET enable_hashjoin = off; SET enable_mergejoin = off"
                : "");
}

/// libpq waits for ever for a server that accepts and says nothing.
std::string with_time_out(const PoolOptions& options) {
    const std::string& given = options.connection;
    if (given.find("connect_timeout") != std::string::npos) {
        return given;
    }
    const bool url = given.find("://") != std::string::npos;
    const char* joint = !url ? " " : given.find('?') == std::string::npos ? "?" : "&";
    return given + joint + "connect_timeout=" + std::to_string(options.connect_timeout.count());
}

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

/// SQLSTATE classes of PostgreSQL, appendix A of its manual.
ErrorKind kind_of(std::string_view state) {
    if (starts_with(state, "23")) {
        return ErrorKind::Conflict;
    }
    // Statement cancelled by time-out, lock not available, no room, too many connections, start-up.
    if (state == "57014" || state == "55P03" || starts_with(state, "53") || state == "57P03") {
        return ErrorKind::Unavailable;
    }
    return ErrorKind::Bug;
}

}  // namespace

Session::Session(const PoolOptions& options, SilenceWatch& watch)
    : connection_(with_time_out(options)), line_(watch, connection_.sock()) {
    line_.call();
    pqxx::nontransaction setup(connection_);
    setup.exec(settings(options));
}

bool Session::is_sound() {
    pollfd watched{connection_.sock(), POLLIN, 0};
    // An idle session has nothing to read: what can be read is the server's farewell.
    return connection_.is_open() && poll(&watched, 1, 0) == 0;
}

void Session::prepare(const std::string& name, const std::string& text) {
    if (prepared_.insert(name).second) {
        connection_.prepare(name, text);
    }
}

Verdict judge(const std::exception& error, bool connection_is_open, Attempt attempt) {
    Verdict verdict;
    verdict.context = error.what();
    if (dynamic_cast<const pqxx::in_doubt_error*>(&error) != nullptr ||
        dynamic_cast<const pqxx::statement_completion_unknown*>(&error) != nullptr) {
        verdict.broken = true;
        verdict.kind = ErrorKind::InDoubt;
        return verdict;
    }
    // These have no SQLSTATE in libpqxx 6 and are not sql_error: look at them first.
    if (dynamic_cast<const pqxx::transaction_rollback*>(&error) != nullptr) {
        verdict.rolled_back_by_rival = true;
        verdict.kind = ErrorKind::Unavailable;
        return verdict;
    }
    const auto* answered = dynamic_cast<const pqxx::sql_error*>(&error);
    const std::string state = answered != nullptr ? answered->sqlstate() : std::string{};
    // A session told to end (57P01, 57P02) may have committed just before.
    const bool ended = state == "57P01" || state == "57P02" || starts_with(state, "08");
    if (!connection_is_open || ended ||
        dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr) {
        verdict.broken = true;
        verdict.kind = attempt == Attempt::Write ? ErrorKind::InDoubt : ErrorKind::Unavailable;
        // What libpqxx says of a lost connection is about itself (« client encoding »).
        verdict.context =
            answered != nullptr
                ? "PostgreSQL ended the session: " + verdict.context + " [" + state + "]"
                : "PostgreSQL ended the session (killed, stopped or crashed: its log"
                  " says which)";
        return verdict;
    }
    verdict.kind = kind_of(state);
    if (answered != nullptr) {
        verdict.context += " [" + state + "]";
    }
    return verdict;
}

Pool::Impl::Impl(PoolOptions options) : options_(std::move(options)), watch_(options_.silence) {}

void Session::see(const workflows::CampusId& campus) {
    static constexpr Statement kSee{
        "campus_see", "SELECT set_config('contreseing.campus', $1, false)"};
    if (campus_ == campus) {
        return;
    }
    pqxx::nontransaction work(connection_);
    prepare(kSee.name, kSee.text);
    work.exec_prepared(kSee.name, campus.text);
    campus_ = campus;
}

std::unique_ptr<Session> Pool::Impl::take(const workflows::CampusId& campus) {
    std::unique_lock lock(mutex_);
    if (ask_again_) {
        require_speech(lock);
    }
    const bool free = freed_.wait_for(lock, options_.wait, [this] {
        return !idle_.empty() || open_ < options_.size;
    });
    if (!free) {
        throw Error(ErrorKind::Unavailable, "every database connection is busy");
    }
    while (!idle_.empty()) {
        // The last used of those that see it; else the one unused for longest, to turn.
        const auto seeing = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& session) {
            return session->sees() == campus;
        });
        const auto at = seeing == idle_.rend() ? idle_.begin() : std::prev(seeing.base());
        auto session = std::move(*at);
        idle_.erase(at);
        if (session->is_sound()) {
            return session;
        }
        --open_;
    }
    ++open_;
    lock.unlock();
    return connect();
}

/// A new session in place of one that `open_` counts already.
std::unique_ptr<Session> Pool::Impl::connect() {
    const auto begun = Clock::now();
    try {
        return std::make_unique<Session>(options_, watch_);
    } catch (const std::exception& error) {
        const std::lock_guard lock(mutex_);
        if (Clock::now() - begun > kBetweenTries) {
            ask_again_ =
                Clock::now() + kBetweenTries;  // not dead but silent: each try costs as much
        }
        --open_;
        freed_.notify_one();
        throw Error(ErrorKind::Unavailable, std::string("cannot connect: ") + error.what());
    }
}

/// While the server is silent, one caller a second tries; the others are refused.
void Pool::Impl::require_speech(std::unique_lock<std::mutex>& lock) {
    if (Clock::now() < *ask_again_) {
        throw Error(ErrorKind::Unavailable, "the database is silent");
    }
    ask_again_ = Clock::now() + options_.connect_timeout + kBetweenTries;
    lock.unlock();
    std::unique_ptr<Session> session;
    std::string problem;
    try {
        session = std::make_unique<Session>(options_, watch_);
    } catch (const std::exception& error) {
        problem = error.what();
    }
    lock.lock();
    if (!session) {
        ask_again_ = Clock::now() + kBetweenTries;
        throw Error(ErrorKind::Unavailable, "the database is silent: " + problem);
    }
    ask_again_.reset();
    if (open_ < options_.size) {
        ++open_;
        session->line().rest();
        idle_.push_back(std::move(session));
    }
}

void Pool::Impl::give(std::unique_ptr<Session> session) {
    session->line().rest();
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(session));
    }
    freed_.notify_one();
}

void Pool::Impl::drop(std::unique_ptr<Session> session) {
    session.reset();
    {
        const std::lock_guard lock(mutex_);
        --open_;
    }
    freed_.notify_one();
}

bool Pool::Impl::lose(std::unique_ptr<Session> session) {
    session.reset();
    try {
        give(connect());
        return true;
    } catch (const Error&) {
        return false;
    }
}

void Pool::Impl::reserve() {
    std::vector<std::unique_ptr<Session>> all;
    for (std::size_t i = 0; i < options_.size; ++i) {
        all.push_back(take(kNoCampus));
    }
    for (auto& session : all) {
        give(std::move(session));
    }
}

PoolUse Pool::Impl::use() const {
    const std::lock_guard lock(mutex_);
    return {open_, idle_.size()};
}

Pool::Pool(PoolOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Pool::~Pool() = default;

void Pool::check() {
    static constexpr Statement kCheck{
        "pool_check", "SELECT pg_is_in_recovery(), count(*) FROM installation"};
    const bool standby =
        read(*this, kNoCampus, [](Work& work) { return work.run(kCheck)[0][0].as<bool>(); });
    if (standby) {
        throw Error(ErrorKind::Unavailable, "the database is a standby");
    }
}

void Pool::reserve() {
    impl_->reserve();
}

PoolUse Pool::use() const {
    return impl_->use();
}

}  // namespace contreseing::sql
