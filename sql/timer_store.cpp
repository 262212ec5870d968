#include "sql/effect_store.hpp"
#include "sql/queue_statements.hpp"
#include "sql/values.hpp"

namespace contreseing::sql {

using workflows::ConventionId;
using workflows::Instant;
using workflows::app::DueTimer;

namespace {

constexpr Statement kDiscard{
    "timer_discard",
    R"(DELETE FROM convention_timer WHERE campus_id = $1 AND convention_id = $2 AND name = $3
        AND generation = $4 AND fire_at = $5::timestamptz)"};

}  // namespace

std::vector<DueTimer> TimerStore::due(Instant now) {
    const auto look = head_.look();
    auto found = read(pool_, kNoCampus, [&](Work& work) {
        std::vector<DueTimer> all;
        for (const pqxx::row& row : work.run(queue::kDue, workflows::to_text(now), look.from)) {
            all.push_back({
                {row[0].as<std::string>()},
                as_id<ConventionId>(row[1]),
                {row[2].as<std::string>(), row[3].as<int>(), as_instant(row[4])},
            });
        }
        return all;
    });
    head_.looked(look, found.empty() ? std::nullopt : std::optional(found.front().timer.fire_at));
    return found;
}

std::optional<Instant> TimerStore::next_due() {
    return read(pool_, kNoCampus, [&](Work& work) -> std::optional<Instant> {
        const auto rows = work.run(queue::kNextDue);
        return rows.empty() ? std::nullopt : as_optional_instant(rows[0][0]);
    });
}

void TimerStore::discard(const DueTimer& due) {
    write(pool_, due.campus, [&](Work& work) {
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
