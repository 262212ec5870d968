#include "sql/effect_store.hpp"
#include "sql/queue_statements.hpp"
#include "sql/timer_kinds.hpp"
#include "sql/values.hpp"

namespace contreseing::sql {

using workflows::ConventionId;
using workflows::Instant;
using workflows::app::DueTimer;

namespace {

constexpr Statement kDiscard{
    "timer_discard",
    R"(DELETE FROM convention_timer WHERE campus_id = $1 AND convention_id = $2 AND kind = $3
        AND place = $4 AND generation = $5 AND fire_at = $6::timestamptz)"};

}  // namespace

std::vector<DueTimer> TimerStore::due(Instant now) {
    const auto look = head_.look();
    auto found = read(pool_, kNoCampus, [&](Work& work) {
        std::vector<DueTimer> all;
        const auto to = workflows::to_text(now);
        for (const pqxx::row& row : work.run(queue::kDue, to, look.from, known_timer_kinds())) {
            const auto place = workflows::parse_place(row[3].as<std::string>());
            if (!place) {
                continue;  // written by another version: it stays, and holds up no other
            }
            all.push_back({
                {row[0].as<std::string>()},
                as_id<ConventionId>(row[1]),
                {{*place, row[2].as<std::string>()}, row[4].as<int>(), as_instant(row[5])},
            });
        }
        return all;
    });
    head_.looked(look, found.empty() ? std::nullopt : std::optional(found.front().timer.fire_at));
    return found;
}

std::optional<Instant> TimerStore::next_due() {
    return read(pool_, kNoCampus, [&](Work& work) -> std::optional<Instant> {
        const auto rows = work.run(queue::kNextDue, known_timer_kinds());
        return rows.empty() ? std::nullopt : as_optional_instant(rows[0][0]);
    });
}

std::vector<std::string> TimerStore::unknown(Instant now) {
    return read(pool_, kNoCampus, [&](Work& work) {
        std::vector<std::string> kinds;
        for (const pqxx::row& row :
             work.run(queue::kUnknown, workflows::to_text(now), known_timer_kinds())) {
            kinds.push_back(row[0].as<std::string>());
        }
        return kinds;
    });
}

void TimerStore::discard(const DueTimer& due) {
    write(pool_, due.campus, [&](Work& work) {
        work.run(
            kDiscard,
            due.campus.text,
            to_string(due.convention),
            due.timer.id.kind,
            to_text(due.timer.id.place),
            due.timer.generation,
            workflows::to_text(due.timer.fire_at)
        );
    });
}

}  // namespace contreseing::sql
