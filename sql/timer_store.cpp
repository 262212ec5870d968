#include "sql/effect_store.hpp"
#include "sql/session.hpp"
#include "sql/values.hpp"

namespace contreseing::sql {

using workflows::ConventionId;
using workflows::Instant;
using workflows::app::DueTimer;

namespace {

// A plain bounded read, without locks. `FOR UPDATE OF timer, instance SKIP LOCKED` belongs to a
// claim that fires inside its own transaction; here each timer is fired by a command through the
// ordinary commit, whose compare-and-swap and the timer's generation let exactly one firing
// through, and which locks convention then timers as every other command does (no deadlock).
// Two nodes that list the same timer cost one refused command, not a second reminder.
// Sixteen probes of (bucket, fire_at), each with a literal limit.
constexpr Statement kDue{
    "timer_due",
    R"(SELECT t.campus_id, t.convention_id, t.name, t.generation, micros(t.fire_at)
    FROM generate_series(0, 15) b CROSS JOIN LATERAL (
        SELECT * FROM convention_timer
        WHERE bucket = b AND fire_at <= $1 ORDER BY fire_at LIMIT 100) t
    ORDER BY t.fire_at, t.convention_id, t.name LIMIT 100)"};

constexpr Statement kNextDue{
    "timer_next_due",
    R"(SELECT micros(min(t.fire_at)) FROM generate_series(0, 15) b CROSS JOIN LATERAL (
        SELECT fire_at FROM convention_timer WHERE bucket = b ORDER BY fire_at LIMIT 1) t)"};

constexpr Statement kDiscard{
    "timer_discard",
    R"(DELETE FROM convention_timer WHERE campus_id = $1 AND convention_id = $2 AND name = $3
        AND generation = $4 AND fire_at = $5::timestamptz)"};

}  // namespace

std::vector<DueTimer> TimerStore::due(Instant now) {
    return read(pool_, [&](Work& work) {
        std::vector<DueTimer> all;
        for (const pqxx::row& row : work.run(kDue, workflows::to_text(now))) {
            all.push_back({
                {row[0].as<std::string>()},
                as_id<ConventionId>(row[1]),
                {row[2].as<std::string>(), row[3].as<int>(), as_instant(row[4])},
            });
        }
        return all;
    });
}

std::optional<Instant> TimerStore::next_due() {
    return read(pool_, [&](Work& work) { return as_optional_instant(work.run(kNextDue)[0][0]); });
}

void TimerStore::discard(const DueTimer& due) {
    write(pool_, [&](Work& work) {
        work.run(
            kDiscard,
            due.campus.text,
            to_string(due.convention),
            due.timer.name,
            due.timer.generation,
            workflows::to_text(due.timer.fire_at)
        );
    });
}

}  // namespace contreseing::sql
