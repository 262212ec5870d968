#include "sql/accounts.hpp"

#include "sql/session.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"

namespace contreseing::sql {

using workflows::AdministratorId;
using workflows::CampusId;
using workflows::Instant;
using workflows::Sha256;
using workflows::app::Administrator;
using workflows::app::AdministratorSession;
using workflows::app::ApiToken;

using workflows::to_text;

namespace {

constexpr Statement kFindByLogin{
    "accounts_by_login",
    R"(SELECT id, campus_id, login, name, email, locale, zone, password_hash, totp_secret,
        totp_last_step, active
    FROM administrator_named($1))"};

constexpr Statement kFindById{
    "accounts_by_id",
    R"(SELECT id, campus_id, login, name, email, locale, zone, password_hash, totp_secret,
        totp_last_step, active
    FROM administrator_of_id($1))"};

constexpr Statement kOfCampus{
    "accounts_of_campus",
    R"(SELECT id, campus_id, login, name, email, locale, zone, password_hash, totp_secret,
        totp_last_step, active
    FROM administrator WHERE campus_id = $1 ORDER BY login)"};

constexpr Statement kSave{
    "accounts_save",
    R"(WITH ended AS (DELETE FROM admin_session s USING administrator a
        WHERE s.administrator_id = a.id AND a.campus_id = $1 AND a.id = $2
            AND (a.password_hash <> $8 OR a.totp_secret <> $9))
    INSERT INTO administrator (campus_id, id, login, name, email, locale, zone, password_hash,
        totp_secret, totp_last_step, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (campus_id, id) DO UPDATE SET (login, name, email, locale, zone, password_hash,
        totp_secret, totp_last_step, active) = ($3, $4, $5, $6, $7, $8, $9, $10, $11))"};

constexpr Statement kUseTotpStep{
    "accounts_use_totp_step",
    R"(UPDATE administrator SET totp_last_step = $2
    WHERE id = $1 AND active AND totp_last_step < $2 RETURNING 1)"};

constexpr Statement kClose{
    "accounts_close",
    R"(WITH s AS (DELETE FROM admin_session WHERE administrator_id = $1)
    UPDATE administrator SET active = false WHERE id = $1)"};

constexpr Statement kOpenSession{
    "accounts_open_session",
    R"(INSERT INTO admin_session (token_hash, administrator_id, campus_id, expires_at)
    VALUES ($1, $2, $3, $4))"};

constexpr Statement kSession{
    "accounts_session",
    "SELECT administrator_id, campus_id, micros(expires_at) FROM open_session_of($1, $2)"};

constexpr Statement kCloseSession{"accounts_close_session", "SELECT end_session($1)"};

constexpr Statement kSaveToken{
    "accounts_save_token",
    R"(INSERT INTO api_token (token_hash, campus_id, name, created_by, revoked_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (token_hash) DO UPDATE SET name = $3, revoked_at = $5)"};

constexpr Statement kToken{
    "accounts_token",
    R"(SELECT campus_id, token_hash, name, created_by, micros(revoked_at)
    FROM api_token_of($1))"};

constexpr Statement kTokens{
    "accounts_tokens",
    R"(SELECT campus_id, token_hash, name, created_by, micros(revoked_at) FROM api_token
    WHERE campus_id = $1 ORDER BY name, token_hash)"};

constexpr Statement kCountAttempt{
    "accounts_count_attempt",
    R"(INSERT INTO throttle AS t (key, window_start, expires_at, attempts) VALUES ($1, $2, $3, 1)
    ON CONFLICT (key) DO UPDATE SET
        attempts = CASE WHEN t.window_start >= $2 THEN t.attempts + 1 ELSE 1 END,
        window_start = greatest(t.window_start, $2), expires_at = greatest(t.expires_at, $3)
    RETURNING attempts)"};

constexpr Statement kGiveBackAttempt{
    "accounts_give_back_attempt",
    "UPDATE throttle SET attempts = attempts - 1 WHERE key = $1 AND attempts > 0"};

constexpr Statement kForgetAttempts{
    "accounts_forget_attempts", "DELETE FROM throttle WHERE starts_with(key, $1)"};

constexpr Statement kSweep{
    "accounts_sweep",
    R"(WITH s AS (DELETE FROM admin_session WHERE token_hash IN (
            SELECT token_hash FROM admin_session WHERE expires_at <= $1 LIMIT 1000) RETURNING 1),
        t AS (DELETE FROM throttle WHERE key IN (
            SELECT key FROM throttle WHERE expires_at <= $1 LIMIT 1000) RETURNING 1)
    SELECT greatest((SELECT count(*) FROM s), (SELECT count(*) FROM t)))"};

constexpr int kSweptAtOnce = 1000;

constexpr std::chrono::seconds kKeepAdministrators{5};

Administrator administrator_of(const pqxx::row& row) {
    Administrator administrator;
    administrator.id = as_id<AdministratorId>(row[0]);
    administrator.campus = {row[1].as<std::string>()};
    administrator.login = row[2].as<std::string>();
    administrator.contact = as_contact(row, 3);
    administrator.password_hash = row[7].as<std::string>();
    administrator.totp_secret = row[8].as<std::string>();
    administrator.totp_last_step = row[9].as<std::int64_t>();
    administrator.active = row[10].as<bool>();
    return administrator;
}

ApiToken token_of(const pqxx::row& row) {
    return ApiToken{
        {row[0].as<std::string>()},
        as_sha256(row[1]),
        row[2].as<std::string>(),
        as_id<AdministratorId>(row[3]),
        as_optional_instant(row[4]),
    };
}

std::vector<Administrator> find_all(
    Pool& pool, const CampusId& campus, const Statement& statement, const std::string& key
) {
    return read(pool, campus, [&](Work& work) {
        std::vector<Administrator> all;
        for (const pqxx::row& row : work.run(statement, key)) {
            all.push_back(administrator_of(row));
        }
        return all;
    });
}

std::optional<Administrator> find_one(
    Pool& pool, const Statement& statement, const std::string& key
) {
    auto found = find_all(pool, kNoCampus, statement, key);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::optional<Administrator> Accounts::find(const std::string& login) {
    return find_one(pool_, kFindByLogin, login);
}

std::optional<Administrator> Accounts::find(const AdministratorId& id) {
    return find_one(pool_, kFindById, to_string(id));
}

std::vector<Administrator> Accounts::of_campus(const CampusId& campus) {
    const auto now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(mutex_);
        const auto found = kept_.find(campus.text);
        if (found != kept_.end() && now < found->second.until) {
            return found->second.administrators;
        }
    }
    auto administrators = find_all(pool_, campus, kOfCampus, campus.text);
    const std::lock_guard lock(mutex_);
    kept_[campus.text] = {administrators, now + kKeepAdministrators};
    return administrators;
}

void Accounts::save(const Administrator& administrator) {
    write(pool_, administrator.campus, [&](Work& work) {
        work.run(
            kSave,
            administrator.campus.text,
            to_string(administrator.id),
            administrator.login,
            administrator.contact.name,
            administrator.contact.email.text,
            word(administrator.contact.locale),
            word(administrator.contact.zone),
            administrator.password_hash,
            administrator.totp_secret,
            administrator.totp_last_step,
            administrator.active
        );
    });
    const std::lock_guard lock(mutex_);
    kept_.erase(administrator.campus.text);
}

bool Accounts::use_totp_step(const AdministratorId& id, std::int64_t step) {
    const auto found = find(id);
    return found && write(pool_, found->campus, [&](Work& work) {
               return !work.run(kUseTotpStep, to_string(id), step).empty();
           });
}

void Accounts::close(const AdministratorId& id) {
    const auto found = find(id);
    if (!found) {
        return;
    }
    write(pool_, found->campus, [&](Work& work) { work.run(kClose, to_string(id)); });
    const std::lock_guard lock(mutex_);
    kept_.clear();
}

void Accounts::open_session(const AdministratorSession& session) {
    write(pool_, session.campus, [&](Work& work) {
        work.run(
            kOpenSession,
            bytea(session.token_hash.bytes),
            to_string(session.administrator),
            session.campus.text,
            to_text(session.expires_at)
        );
    });
}

std::optional<AdministratorSession> Accounts::session(const Sha256& token_hash, Instant now) {
    return read(pool_, kNoCampus, [&](Work& work) -> std::optional<AdministratorSession> {
        const pqxx::result found = work.run(kSession, bytea(token_hash.bytes), to_text(now));
        if (found.empty()) {
            return std::nullopt;
        }
        return AdministratorSession{
            token_hash,
            as_id<AdministratorId>(found[0][0]),
            {found[0][1].as<std::string>()},
            as_instant(found[0][2]),
        };
    });
}

void Accounts::close_session(const Sha256& token_hash) {
    write(pool_, kNoCampus, [&](Work& work) { work.run(kCloseSession, bytea(token_hash.bytes)); });
}

void Accounts::save(const ApiToken& token) {
    write(pool_, token.campus, [&](Work& work) {
        work.run(
            kSaveToken,
            bytea(token.token_hash.bytes),
            token.campus.text,
            token.name,
            to_string(token.created_by),
            instant_or_null(token.revoked_at)
        );
    });
}

std::optional<ApiToken> Accounts::token(const Sha256& token_hash) {
    return read(pool_, kNoCampus, [&](Work& work) -> std::optional<ApiToken> {
        const pqxx::result found = work.run(kToken, bytea(token_hash.bytes));
        if (found.empty()) {
            return std::nullopt;
        }
        return token_of(found[0]);
    });
}

std::vector<ApiToken> Accounts::tokens(const CampusId& campus) {
    return read(pool_, campus, [&](Work& work) {
        std::vector<ApiToken> all;
        for (const pqxx::row& row : work.run(kTokens, campus.text)) {
            all.push_back(token_of(row));
        }
        return all;
    });
}

int Accounts::count_attempt(const std::string& key, std::chrono::seconds window, Instant now) {
    const Instant start(now.time_since_epoch() - now.time_since_epoch() % window);
    return write(pool_, kNoCampus, [&](Work& work) {
        const pqxx::result counted =
            work.run(kCountAttempt, key, to_text(start), to_text(start + window));
        return counted[0][0].as<int>();
    });
}

void Accounts::give_back_attempt(const std::string& key) {
    write(pool_, kNoCampus, [&](Work& work) { work.run(kGiveBackAttempt, key); });
}

void Accounts::forget_attempts(const std::string& prefix) {
    write(pool_, kNoCampus, [&](Work& work) { work.run(kForgetAttempts, prefix); });
}

void Accounts::sweep(Instant now) {
    const auto sweep_some = [&] {
        return write(pool_, kNoCampus, [&](Work& work) {
            return work.run(kSweep, to_text(now))[0][0].as<int>();
        });
    };
    while (sweep_some() == kSweptAtOnce) {
    }
}

}  // namespace contreseing::sql
