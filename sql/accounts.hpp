#pragma once

#include "sql/pool.hpp"
#include "workflows/app/ports/accounts.hpp"

#include <chrono>
#include <map>
#include <mutex>

namespace contreseing::sql {

/// `Accounts` on PostgreSQL.
class Accounts : public workflows::app::Accounts {
public:
    explicit Accounts(Pool& pool) : pool_(pool) {}

    std::optional<workflows::app::Administrator> find(const std::string& login) override;
    std::optional<workflows::app::Administrator> find(const workflows::AdministratorId& id
    ) override;
    /// Every decision asks for them and they hardly ever change: what was read is kept for five
    /// seconds, which is how long a change made by another process may stay unseen here.
    std::vector<workflows::app::Administrator> of_campus(const workflows::CampusId& campus
    ) override;
    void save(const workflows::app::Administrator& administrator) override;
    bool use_totp_step(const workflows::AdministratorId& id, std::int64_t step) override;
    void close(const workflows::AdministratorId& id) override;

    void open_session(const workflows::app::AdministratorSession& session) override;
    std::optional<workflows::app::AdministratorSession> session(
        const workflows::Sha256& token_hash, workflows::Instant now
    ) override;
    void close_session(const workflows::Sha256& token_hash) override;

    void save(const workflows::app::ApiToken& token) override;
    std::optional<workflows::app::ApiToken> token(const workflows::Sha256& token_hash) override;
    std::vector<workflows::app::ApiToken> tokens(const workflows::CampusId& campus) override;

    int count_attempt(const std::string& key, std::chrono::seconds window, workflows::Instant now)
        override;
    void give_back_attempt(const std::string& key) override;
    void forget_attempts(const std::string& prefix) override;

    /// Forgets every session and counter that is over, a thousand of each in a transaction.
    void sweep(workflows::Instant now);

private:
    struct Kept {
        std::vector<workflows::app::Administrator> administrators;
        std::chrono::steady_clock::time_point until;
    };

    Pool& pool_;
    std::mutex mutex_;
    std::map<std::string, Kept> kept_;  ///< by campus
};

}  // namespace contreseing::sql
