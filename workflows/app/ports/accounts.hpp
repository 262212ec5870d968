#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/ground/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows::app {

struct Administrator {
    AdministratorId id;
    CampusId campus;
    std::string login;  ///< lower-case e-mail address
    Contact contact;
    std::string password_hash;        ///< Argon2id, encoded form
    std::string totp_secret;          ///< base32, encrypted at rest; empty: not enabled
    std::int64_t totp_last_step = 0;  ///< a code is accepted once
    bool active = true;
};

struct AdministratorSession {
    Sha256 token_hash;  ///< of the cookie's value, which is kept nowhere
    AdministratorId administrator;
    CampusId campus;
    Instant expires_at;
};

struct ApiToken {
    CampusId campus;
    Sha256 token_hash;
    std::string name;  ///< « export hebdomadaire »
    AdministratorId created_by;
    std::optional<Instant> revoked_at;
};

class Accounts {
public:
    virtual ~Accounts() = default;
    virtual std::optional<Administrator> find(const std::string& login) = 0;
    virtual std::optional<Administrator> find(const AdministratorId& id) = 0;
    virtual std::vector<Administrator> of_campus(const CampusId& campus) = 0;
    /// Another password or second factor than the stored one ends the account's sessions.
    virtual void save(const Administrator& administrator) = 0;
    /// Takes `step` for a code of the second factor; false when it, or a later one, was taken
    /// before: of two sign-ins with one code, one passes.
    virtual bool use_totp_step(const AdministratorId& id, std::int64_t step) = 0;
    /// Refuses every later sign-in and ends the sessions. Whatever names the account keeps it.
    virtual void close(const AdministratorId& id) = 0;

    virtual void open_session(const AdministratorSession& session) = 0;
    /// Nullopt also when the account is closed.
    virtual std::optional<AdministratorSession> session(const Sha256& token_hash, Instant now) = 0;
    virtual void close_session(const Sha256& token_hash) = 0;

    virtual void save(const ApiToken& token) = 0;
    virtual std::optional<ApiToken> token(const Sha256& token_hash) = 0;
    /// By name, the revoked ones too.
    virtual std::vector<ApiToken> tokens(const CampusId& campus) = 0;

    /// Counts an attempt under `key`, a `counter_key`, in windows of `window`; how many were made
    /// in this one. On the database, so that every node counts together.
    virtual int count_attempt(const std::string& key, std::chrono::seconds window, Instant now) = 0;
    /// Takes back an attempt that was counted and was none.
    virtual void give_back_attempt(const std::string& key) = 0;
    /// Forgets every count whose key begins so.
    virtual void forget_attempts(const std::string& prefix) = 0;
};

}  // namespace contreseing::workflows::app
