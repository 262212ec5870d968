#pragma once

// Private to this library, and to the test that asks PostgreSQL how it carries them out.

#include "sql/session.hpp"

#include <string>

namespace contreseing::sql::queue {

// No statement that knows a row's key names the status: that would let a plan made on an empty
// queue, and kept, read all that waits through `effect_waiting`.

// What `effect_of` reads, in its order.
inline const std::string kEffectColumns =
    "e.campus_id, e.convention_id, e.seq, e.n, e.kind, e.what, e.place, e.payload, e.status,"
    " e.attempts,"
    " micros(e.created_at), micros(e.next_try_at), micros(e.settled_at), e.last_error, e.proof,"
    " e.lease_epoch";

/// Nobody holds it: never claimed, given back, out of time, or held by a server that is dead.
inline const std::string kFree =
    "(lease_until IS NULL OR lease_until <= now() OR (holder IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM server_life l WHERE l.id = holder)))";

// A generic plan does not know a parameter's LIMIT and would prepare for every due row: the limit
// is a literal, and the parameter only shortens it.
inline std::string claim_text(const std::string& condition) {
    return R"(WITH due AS MATERIALIZED (
        SELECT campus_id, convention_id, seq, n, next_try_at FROM effect q
        WHERE status = 'pending' AND lane = $1 AND next_try_at >= $5::timestamptz
            AND next_try_at <= now() AND )" +
           kFree + condition + R"(
            AND NOT EXISTS (SELECT FROM installation
                WHERE restored_at IS NOT NULL AND acknowledged_at IS NULL)
        ORDER BY next_try_at LIMIT 16 FOR UPDATE SKIP LOCKED),
    taken AS MATERIALIZED (SELECT * FROM due LIMIT $2)
    UPDATE effect e SET attempts = e.attempts + 1, lease_epoch = e.lease_epoch + 1,
        lease_until = now() + $3 * interval '1 ms', holder = $4::uuid
    FROM taken t
    WHERE (e.campus_id, e.convention_id, e.seq, e.n)
        = (t.campus_id, t.convention_id, t.seq, t.n)
    RETURNING )" +
           kEffectColumns;
}
inline const std::string kClaimText = claim_text("");
inline const Statement kClaim{"effect_claim", kClaimText.c_str()};

// An act's entries are committed in their order, so that an earlier one is seen by whoever sees a
// later one. Read again under the lock, the row itself is what it was, and the earlier one can only
// have been settled since.
inline const std::string kClaimInOrderText = claim_text(R"(
            AND (q.receiver IS NULL OR (q.seq, q.n) = (SELECT first.seq, first.n
                FROM effect first
                WHERE first.status = 'pending' AND first.campus_id = q.campus_id
                    AND first.convention_id = q.convention_id AND first.receiver = q.receiver
                ORDER BY first.seq, first.n LIMIT 1)))");
inline const Statement kClaimInOrder{"effect_claim_in_order", kClaimInOrderText.c_str()};

// `delay` is null when what was not tried is given back.
inline constexpr Statement kSettle{
    "effect_settle",
    R"(UPDATE effect e SET status = t.status, lease_until = NULL, holder = NULL,
        lease_epoch = e.lease_epoch + 1,
        attempts = e.attempts - (t.status = 'pending' AND t.delay IS NULL)::int,
        settled_at = CASE WHEN t.status <> 'pending' THEN now() END,
        next_try_at = CASE WHEN t.status <> 'pending' THEN NULL WHEN t.delay IS NULL
            THEN e.next_try_at ELSE now() + t.delay * interval '1 ms' END,
        proof = CASE WHEN t.status IN ('delivered', 'refused') THEN t.words ELSE e.proof END,
        last_error = CASE WHEN t.status = 'delivered' OR t.words = '' THEN e.last_error
            ELSE t.words END
    FROM unnest($1::text[], $2::uuid[], $3::int[], $4::int[], $5::bigint[], $6::text[],
        $7::text[], $8::bigint[]) AS t (campus_id, convention_id, seq, n, epoch, status, words,
        delay)
    WHERE e.campus_id = t.campus_id AND e.convention_id = t.convention_id AND e.seq = t.seq
        AND e.n = t.n AND e.lease_epoch = t.epoch AND e.settled_at IS NULL)"};

inline constexpr Statement kGiveBack{
    "effect_give_back",
    R"(UPDATE effect SET lease_until = NULL, holder = NULL, lease_epoch = lease_epoch + 1
    WHERE status = 'pending' AND lane = $1 AND holder = $2::uuid)"};

inline constexpr Statement kWaiting{
    "effect_waiting",
    R"(SELECT CASE WHEN kind = 'mail' THEN what ELSE kind END AS of_kind, lane,
        count(*) FILTER (WHERE next_try_at <= now()),
        count(*) FILTER (WHERE next_try_at > now()),
        greatest(0, extract(epoch FROM now() - min(next_try_at)) * 1000)::bigint,
        micros(min(created_at))
    FROM effect WHERE status = 'pending' AND ($1::text IS NULL OR campus_id = $1)
    GROUP BY of_kind, lane ORDER BY of_kind, lane)"};

// Not while a worker holds it: the message would leave twice.
inline const std::string kRetryNowText =
    R"(UPDATE effect SET next_try_at = now()
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4 AND settled_at IS NULL
        AND )" +
    kFree + " RETURNING 1";
inline const Statement kRetryNow{"effect_retry_now", kRetryNowText.c_str()};

// Not while a worker holds it: it may be leaving this instant. One that was refused is held by
// none.
inline const std::string kAbandonText =
    R"(UPDATE effect SET status = 'abandoned', settled_at = now(), next_try_at = NULL,
        last_error = $5, lease_epoch = lease_epoch + 1
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4
        AND (settled_at IS NULL OR status = 'refused') AND )" +
    kFree + " RETURNING 1";
inline const Statement kAbandon{"effect_abandon", kAbandonText.c_str()};

// A plain bounded read, without locks. `FOR UPDATE OF timer, instance SKIP LOCKED` belongs to a
// claim that fires inside its own transaction; here each timer is fired by a command through the
// ordinary commit, whose compare-and-swap and the timer's generation let exactly one firing
// through, and which locks convention then timers as every other command does (no deadlock).
// Two nodes that list the same timer cost one refused command, not a second reminder.
inline constexpr Statement kDue{
    "timer_due",
    R"(SELECT campus_id, convention_id, kind, place, generation, micros(fire_at)
    FROM convention_timer WHERE fire_at <= $1 AND fire_at >= $2::timestamptz
        AND kind = ANY ($3::text[])
    ORDER BY fire_at, armed_at LIMIT 100)"};

// Of kinds that nothing here fires: left by a newer version, or by hand.
inline constexpr Statement kUnknown{
    "timer_unknown",
    R"(SELECT DISTINCT kind FROM convention_timer
    WHERE fire_at <= $1 AND kind <> ALL ($2::text[]) LIMIT 10)"};

inline constexpr Statement kNextDue{
    "timer_next_due",
    R"(SELECT micros(fire_at) FROM convention_timer WHERE kind = ANY ($1::text[])
    ORDER BY fire_at LIMIT 1)"};

}  // namespace contreseing::sql::queue
