#pragma once

// Private to this library: the only headers that show pqxx are this one and values.hpp.

#include "sql/error.hpp"
#include "sql/pool.hpp"
#include "sql/silence.hpp"
#include "workflows/ground/ids.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

#include <pqxx/pqxx>

namespace contreseing::sql {

/// A statement of this library, prepared on each connection that first runs it. `name` is unique.
struct Statement {
    const char* name;
    const char* text;
};

/// Of no campus: the installation's own tables, functions that find a row by a key which only its
/// owner holds, and the queues, which the jobs' role reads whole.
inline const workflows::CampusId kNoCampus{};

class Session {
public:
    Session(const PoolOptions& options, SilenceWatch& watch);

    [[nodiscard]] pqxx::connection& connection() { return connection_; }
    /// False when the other side hung up or spoke unasked while the session lay idle.
    [[nodiscard]] bool is_sound();
    void prepare(const std::string& name, const std::string& text);
    [[nodiscard]] SilenceWatch::Line& line() { return line_; }

    /// Outside any transaction: from now on row-level security shows rows of that campus only.
    void see(const workflows::CampusId& campus);
    [[nodiscard]] const workflows::CampusId& sees() const { return campus_; }

private:
    pqxx::connection connection_;
    workflows::CampusId campus_ = kNoCampus;
    SilenceWatch::Line line_;
    pqxx::quiet_errorhandler quiet_{connection_};
    std::unordered_set<std::string> prepared_;
};

/// A session inside a transaction, or in autocommit.
class Work {
public:
    Work(Session& session, pqxx::transaction_base& transaction)
        : session_(session), transaction_(transaction) {}

    template <class... Args>
    pqxx::result run(const Statement& statement, Args&&... args) {
        session_.line().call();
        session_.prepare(statement.name, statement.text);
        return transaction_.exec_prepared(statement.name, std::forward<Args>(args)...);
    }

    /// As `run`, for a text and parameters put together at run time. `name` stands for the text.
    pqxx::result run(
        const std::string& name,
        const std::string& text,
        const std::vector<std::optional<std::string>>& parameters
    ) {
        session_.line().call();
        session_.prepare(name, text);
        return transaction_.exec_prepared(name, pqxx::prepare::make_dynamic_params(parameters));
    }

    /// For a text that depends on what is asked; see `search`.
    pqxx::result run_once(
        const std::string& text, const std::vector<std::optional<std::string>>& parameters
    ) {
        session_.line().call();
        return transaction_.exec_params(text, pqxx::prepare::make_dynamic_params(parameters));
    }

    void give_up() {
        session_.line().call();
        transaction_.abort();
        given_up_ = true;
    }
    [[nodiscard]] bool given_up() const noexcept { return given_up_; }
    void commit() {
        session_.line().call();
        transaction_.commit();
    }

private:
    Session& session_;
    pqxx::transaction_base& transaction_;
    bool given_up_ = false;
};

class Pool::Impl {
public:
    explicit Impl(PoolOptions options);

    /// One that sees that campus already, if there is one.
    std::unique_ptr<Session> take(const workflows::CampusId& campus);
    void give(std::unique_ptr<Session> session);
    void drop(std::unique_ptr<Session> session);
    /// As `drop`, for one whose server was silent; whether it speaks to a new one.
    bool lose(std::unique_ptr<Session> session);
    void reserve();
    [[nodiscard]] PoolUse use() const;

private:
    using Clock = SilenceWatch::Clock;

    std::unique_ptr<Session> connect();
    void require_speech(std::unique_lock<std::mutex>& lock);

    PoolOptions options_;
    SilenceWatch watch_;
    mutable std::mutex mutex_;
    std::optional<Clock::time_point> ask_again_;  ///< set while the server is silent
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Session>> idle_;
    std::size_t open_ = 0;
};

enum class Attempt {
    Read,         ///< may be sent again whatever happened
    Write,        ///< sent again only when the database said that it did nothing
    Transaction,  ///< sent again when it broke before its COMMIT was sent
};

/// What a failure of the database means for the attempt.
struct Verdict {
    bool rolled_back_by_rival = false;  ///< deadlock or serialization: nothing was done
    bool broken = false;
    ErrorKind kind = ErrorKind::Bug;
    std::string context;
};
Verdict judge(const std::exception& error, bool connection_is_open, Attempt attempt);

inline constexpr int kTries = 4;

template <class Transaction, class F>
auto attempt(Pool& pool, const workflows::CampusId& campus, Attempt kind, F f) {
    using Answer = std::invoke_result_t<F, Work&>;
    auto& impl = pool.impl();
    for (int round = 1;; ++round) {
        auto session = impl.take(campus);
        auto asked = Attempt::Read;  // until what is to be done is sent
        Verdict verdict;
        try {
            session->line().call();  // what opens the transaction, and what undoes it
            session->see(campus);
            asked = kind;
            Transaction transaction(session->connection());
            Work work(*session, transaction);
            if constexpr (std::is_void_v<Answer>) {
                f(work);
                work.commit();
                impl.give(std::move(session));
                return;
            } else {
                auto answer = f(work);
                if (!work.given_up()) {
                    work.commit();
                }
                impl.give(std::move(session));
                return answer;
            }
        } catch (const Error&) {
            impl.drop(std::move(session));
            throw;
        } catch (const pqxx::pqxx_exception& error) {
            verdict = judge(error.base(), session->connection().is_open(), asked);
        } catch (...) {
            impl.drop(std::move(session));
            throw;
        }
        if (session->line().was_cut()) {
            const bool speaks = impl.lose(std::move(session));
            throw Error(
                verdict.broken ? verdict.kind : ErrorKind::Unavailable,
                (speaks ? "a statement was not answered: " : "the database is silent: ") +
                    verdict.context
            );
        }
        if (verdict.broken) {
            impl.drop(std::move(session));
        } else {
            impl.give(std::move(session));
        }
        const bool again =
            verdict.rolled_back_by_rival || (verdict.broken && verdict.kind != ErrorKind::InDoubt);
        if (!again || round == kTries) {
            throw Error(verdict.kind, verdict.context);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20 << round));
    }
}

/// One or more reads of a campus in autocommit; sent again when the connection breaks.
template <class F>
auto read(Pool& pool, const workflows::CampusId& campus, F f) {
    return attempt<pqxx::nontransaction>(pool, campus, Attempt::Read, std::move(f));
}

/// Reads whose best plan depends on their parameters, and is worth making each time. The session
/// asks for generic plans, of statements without a name too.
template <class F>
auto search(Pool& pool, const workflows::CampusId& campus, F f) {
    return attempt<pqxx::work>(pool, campus, Attempt::Read, [&f](Work& work) {
        work.run_once("SET LOCAL plan_cache_mode = force_custom_plan", {});
        return f(work);
    });
}

/// Exactly one writing statement in autocommit: one round trip, and group commit at its best.
template <class F>
auto write(Pool& pool, const workflows::CampusId& campus, F f) {
    return attempt<pqxx::nontransaction>(pool, campus, Attempt::Write, std::move(f));
}

/// Several statements, all or nothing; `Work::give_up` undoes them on purpose.
template <class F>
auto transact(Pool& pool, const workflows::CampusId& campus, F f) {
    return attempt<pqxx::work>(pool, campus, Attempt::Transaction, std::move(f));
}

}  // namespace contreseing::sql
