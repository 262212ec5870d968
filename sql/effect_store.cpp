#include "sql/effect_store.hpp"

#include "sql/effect_words.hpp"
#include "sql/session.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"

#include <algorithm>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::MessageKind;
using workflows::app::Effect;
using workflows::app::EffectKey;
using workflows::app::EffectStatus;
using workflows::app::Slice;

namespace {

// What `effect_of` reads, in its order.
const std::string kColumns =
    "e.campus_id, e.convention_id, e.seq, e.n, e.kind, e.to_name, e.to_email, e.to_locale,"
    " e.to_zone, e.slot, e.opinion, e.seat, e.template_version, e.status, e.attempts,"
    " micros(e.created_at), micros(e.next_try_at), micros(e.settled_at), e.last_error, e.proof,"
    " e.lease_epoch";

// A generic plan does not know a parameter's LIMIT and would prepare for every due row: the limit
// is a literal, 64 at most, and the parameter only shortens it.
const std::string kClaimText =
    R"(WITH due AS MATERIALIZED (
        SELECT campus_id, convention_id, seq, n FROM effect
        WHERE status = 'pending' AND next_try_at <= now()
            AND NOT EXISTS (SELECT FROM installation
                WHERE restored_at IS NOT NULL AND acknowledged_at IS NULL)
        ORDER BY next_try_at LIMIT 64 FOR UPDATE SKIP LOCKED),
    taken AS MATERIALIZED (SELECT * FROM due LIMIT $1)
    UPDATE effect e SET attempts = e.attempts + 1, lease_epoch = e.lease_epoch + 1,
        next_try_at = now() + $2 * interval '1 ms', lease_until = now() + $2 * interval '1 ms'
    FROM taken t
    WHERE (e.campus_id, e.convention_id, e.seq, e.n)
        = (t.campus_id, t.convention_id, t.seq, t.n)
    RETURNING )" +
    kColumns;
const Statement kClaim{"effect_claim", kClaimText.c_str()};

constexpr Statement kSettle{
    "effect_settle",
    R"(UPDATE effect SET status = $6, settled_at = now(), next_try_at = NULL,
        lease_until = NULL, proof = CASE WHEN $6 = 'delivered' THEN $7 ELSE proof END,
        last_error = CASE WHEN $6 = 'delivered' THEN last_error ELSE $7 END
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4
        AND status = 'pending' AND lease_epoch = $5)"};

constexpr Statement kRetryLater{
    "effect_retry_later",
    R"(UPDATE effect SET next_try_at = now() + $6 * interval '1 ms', last_error = $7,
        lease_until = NULL, lease_epoch = lease_epoch + 1
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4
        AND status = 'pending' AND lease_epoch = $5)"};

const std::string kOfConventionText =
    "SELECT " + kColumns +
    " FROM effect e WHERE campus_id = $1 AND convention_id = $2"
    " AND ($3::int IS NULL OR (seq, n) > ($3, $4)) ORDER BY seq, n LIMIT $5";
const Statement kOfConvention{"effect_of_convention", kOfConventionText.c_str()};

const std::string kUnsettledText =
    "SELECT " + kColumns +
    " FROM effect e WHERE campus_id = $1 AND status = 'pending'"
    " AND ($2::uuid IS NULL OR (created_at, convention_id, seq, n) > (SELECT created_at,"
    " convention_id, seq, n FROM effect"
    " WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4))"
    " ORDER BY created_at, convention_id, seq, n LIMIT $5";
const Statement kUnsettled{"effect_unsettled", kUnsettledText.c_str()};

// Not while a worker holds it: the message would leave twice.
constexpr Statement kRetryNow{
    "effect_retry_now",
    R"(UPDATE effect SET next_try_at = now()
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4 AND status = 'pending'
        AND (lease_until IS NULL OR lease_until <= now())
    RETURNING 1)"};

// Not while a worker holds it: it may be leaving this instant.
constexpr Statement kAbandon{
    "effect_abandon",
    R"(UPDATE effect SET status = 'abandoned', settled_at = now(), next_try_at = NULL,
        last_error = $5, lease_epoch = lease_epoch + 1
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4 AND status = 'pending'
        AND (lease_until IS NULL OR lease_until <= now())
    RETURNING 1)"};

Effect effect_of(const pqxx::row& row) {
    Effect effect;
    effect.key = {
        {row[0].as<std::string>()},
        as_id<ConventionId>(row[1]),
        row[2].as<int>(),
        row[3].as<int>(),
    };
    effect.message = {
        from_word<MessageKind>(view(row[4])),
        as_contact(row, 5),
        row[9].as<int>(),
        row[10].as<int>(),
        row[11].as<int>(),
    };
    effect.template_version = row[12].as<int>();
    effect.status = from_word<EffectStatus>(view(row[13]));
    effect.attempts = row[14].as<int>();
    effect.created_at = as_instant(row[15]);
    effect.next_try_at = as_optional_instant(row[16]);
    effect.settled_at = as_optional_instant(row[17]);
    effect.last_error = row[18].as<std::string>();
    effect.proof = row[19].as<std::string>();
    effect.lease_epoch = row[20].as<std::int64_t>();
    return effect;
}

std::vector<Effect> effects_of(const pqxx::result& rows) {
    std::vector<Effect> all;
    all.reserve(rows.size());
    for (const pqxx::row& row : rows) {
        all.push_back(effect_of(row));
    }
    return all;
}

/// A key as parameters: all null when there is none.
struct Place {
    std::optional<std::string> convention;
    std::optional<int> seq;
    std::optional<int> n;
};

Place place_of(const std::optional<EffectKey>& key) {
    return key ? Place{to_string(key->convention), key->seq, key->n} : Place{};
}

void settle(Pool& pool, const Effect& effect, EffectStatus status, const std::string& text) {
    write(pool, [&](Work& work) {
        work.run(
            kSettle,
            effect.key.campus.text,
            to_string(effect.key.convention),
            effect.key.seq,
            effect.key.n,
            effect.lease_epoch,
            word(status),
            text
        );
    });
}

}  // namespace

std::vector<Effect> EffectStore::claim(int limit, std::chrono::milliseconds hold) {
    auto claimed =
        write(pool_, [&](Work& work) { return effects_of(work.run(kClaim, limit, hold.count())); });
    std::sort(claimed.begin(), claimed.end(), [](const Effect& a, const Effect& b) {
        return std::tie(a.created_at, a.key) < std::tie(b.created_at, b.key);
    });
    return claimed;
}

void EffectStore::delivered(const Effect& effect, const std::string& proof) {
    settle(pool_, effect, EffectStatus::Delivered, proof);
}

void EffectStore::overtaken(const Effect& effect, const std::string& why) {
    settle(pool_, effect, EffectStatus::Overtaken, why);
}

void EffectStore::retry_later(
    const Effect& effect, const std::string& error, std::chrono::milliseconds delay
) {
    write(pool_, [&](Work& work) {
        work.run(
            kRetryLater,
            effect.key.campus.text,
            to_string(effect.key.convention),
            effect.key.seq,
            effect.key.n,
            effect.lease_epoch,
            delay.count(),
            error
        );
    });
}

std::vector<Effect> EffectStore::of_convention(
    const CampusId& campus, const ConventionId& id, const Slice<EffectKey>& slice
) {
    return read(pool_, [&](Work& work) {
        const auto after = place_of(slice.after);
        return effects_of(
            work.run(kOfConvention, campus.text, to_string(id), after.seq, after.n, slice.limit)
        );
    });
}

std::vector<Effect> EffectStore::unsettled(const CampusId& campus, const Slice<EffectKey>& slice) {
    return read(pool_, [&](Work& work) {
        const auto after = place_of(slice.after);
        return effects_of(
            work.run(kUnsettled, campus.text, after.convention, after.seq, after.n, slice.limit)
        );
    });
}

bool EffectStore::retry_now(const EffectKey& key) {
    return write(pool_, [&](Work& work) {
        return !work.run(kRetryNow, key.campus.text, to_string(key.convention), key.seq, key.n)
                    .empty();
    });
}

bool EffectStore::abandon(const EffectKey& key, const std::string& reason) {
    return write(pool_, [&](Work& work) {
        return !work.run(
                        kAbandon, key.campus.text, to_string(key.convention), key.seq, key.n, reason
        )
                    .empty();
    });
}

}  // namespace contreseing::sql
