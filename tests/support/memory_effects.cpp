#include "tests/support/cut.hpp"
#include "tests/support/memory_stores.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

namespace {

using SteadyClock = std::chrono::steady_clock;

/// The effect when the claim that is settled still holds.
MemoryDatabase::EffectRow* held(MemoryDatabase& db, const Settlement& settlement) {
    const auto found = db.effects.find(settlement.key);
    const bool holds = found != db.effects.end() &&
                       found->second.effect.status == EffectStatus::Pending &&
                       found->second.effect.lease_epoch == settlement.lease_epoch;
    return holds ? &found->second : nullptr;
}

/// An effect of that status that no worker holds.
MemoryDatabase::EffectRow* unheld(
    MemoryDatabase& db, const EffectKey& key, EffectStatus status = EffectStatus::Pending
) {
    const auto found = db.effects.find(key);
    const bool free = found != db.effects.end() && found->second.effect.status == status &&
                      found->second.leased_until <= SteadyClock::now();
    return free ? &found->second : nullptr;
}

void end(MemoryDatabase::EffectRow& row, EffectStatus status) {
    row.effect.status = status;
    row.effect.settled_at = row.effect.created_at;
    row.effect.next_try_at.reset();
    row.leased_until = {};
}

Lane lane_of(const Effect& effect) {
    const auto* message = effect.message();
    return message != nullptr ? workflows::app::lane_of(message->kind) : Lane::Acts;
}

/// An earlier follow-up from the same act to the same act waits.
bool comes_after_another(const MemoryDatabase& db, const Effect& effect) {
    const auto* sent = effect.follow_up();
    return sent != nullptr &&
           std::any_of(db.effects.begin(), db.effects.end(), [&](const auto& row) {
               const Effect& other = row.second.effect;
               return other.follow_up() != nullptr && other.status == EffectStatus::Pending &&
                      other.key.campus == effect.key.campus &&
                      other.key.convention == effect.key.convention &&
                      other.follow_up()->asked.to == sent->asked.to && other.key < effect.key;
           });
}

std::vector<Effect> effects_where(MemoryDatabase& db, auto wanted) {
    std::vector<Effect> all;
    for (const auto& [key, row] : db.effects) {
        if (wanted(row.effect)) {
            all.push_back(row.effect);
        }
    }
    return all;
}

}  // namespace

std::vector<Effect> MemoryEffectStore::claim(Lane lane, int limit, std::chrono::milliseconds hold) {
    const std::lock_guard lock(db_.mutex);
    std::vector<Effect> claimed;
    const auto now = SteadyClock::now();
    for (auto& [key, row] : db_.effects) {
        if (static_cast<int>(claimed.size()) == limit) {
            break;
        }
        if (row.effect.status == EffectStatus::Pending && row.next_try <= now &&
            row.leased_until <= now && lane_of(row.effect) == lane &&
            !comes_after_another(db_, row.effect)) {
            ++row.effect.attempts;
            ++row.effect.lease_epoch;
            row.leased_until = now + hold;
            claimed.push_back(row.effect);
        }
    }
    return claimed;
}

void MemoryEffectStore::settle(const std::vector<Settlement>& settlements) {
    const std::lock_guard lock(db_.mutex);
    for (const auto& settlement : settlements) {
        auto* row = held(db_, settlement);
        if (row == nullptr) {
            continue;
        }
        ++row->effect.lease_epoch;
        row->leased_until = {};
        switch (settlement.kind) {
            case Settlement::Kind::Delivered:
                end(*row, EffectStatus::Delivered);
                row->effect.proof = settlement.text;
                break;
            case Settlement::Kind::Overtaken:
                end(*row, EffectStatus::Overtaken);
                row->effect.last_error = settlement.text;
                break;
            case Settlement::Kind::Refused:
                end(*row, EffectStatus::Refused);
                row->effect.last_error = settlement.text;
                row->effect.proof = settlement.text;
                break;
            case Settlement::Kind::PutOff:
                row->effect.last_error = settlement.text;
                row->next_try = SteadyClock::now() + settlement.delay;
                break;
            case Settlement::Kind::GivenBack:
                --row->effect.attempts;
                break;
        }
    }
}

void MemoryEffectStore::give_back(Lane lane) {
    const std::lock_guard lock(db_.mutex);
    for (auto& [key, row] : db_.effects) {
        if (row.leased_until > SteadyClock::now() && lane_of(row.effect) == lane) {
            ++row.effect.lease_epoch;
            row.leased_until = {};
        }
    }
}

std::vector<Waiting> MemoryEffectStore::waiting(const std::optional<CampusId>& campus) {
    const std::lock_guard lock(db_.mutex);
    std::map<std::string, Waiting> by_kind;
    const auto now = SteadyClock::now();
    for (const auto& [key, row] : db_.effects) {
        if (row.effect.status != EffectStatus::Pending || (campus && key.campus != *campus)) {
            continue;
        }
        const std::string kind(
            row.effect.message() != nullptr ? what_of(row.effect) : kind_of(row.effect)
        );
        const Waiting none{kind, lane_of(row.effect), 0, 0, {}, row.effect.created_at};
        auto& waiting = by_kind.try_emplace(kind, none).first->second;
        ++(row.next_try <= now ? waiting.due : waiting.put_off);
        waiting.since = std::min(waiting.since, row.effect.created_at);
    }
    std::vector<Waiting> all;
    for (const auto& [kind, waiting] : by_kind) {
        all.push_back(waiting);
    }
    return all;
}

std::vector<Effect> MemoryEffectStore::of_convention(
    const CampusId& campus, const ConventionId& id, const Slice<EffectKey>& slice
) {
    const std::lock_guard lock(db_.mutex);
    auto all = effects_where(db_, [&](const Effect& effect) {
        return effect.key.campus == campus && effect.key.convention == id;
    });
    return cut(std::move(all), slice, [](const Effect& effect) { return effect.key; });
}

std::vector<Effect> MemoryEffectStore::unsettled(
    const CampusId& campus, const Slice<EffectKey>& slice
) {
    const std::lock_guard lock(db_.mutex);
    auto all = effects_where(db_, [&](const Effect& effect) {
        return effect.key.campus == campus &&
               (effect.status == EffectStatus::Pending || effect.status == EffectStatus::Refused);
    });
    std::stable_sort(all.begin(), all.end(), [](const Effect& a, const Effect& b) {
        return std::tie(a.created_at, a.key) < std::tie(b.created_at, b.key);
    });
    return cut(std::move(all), slice, [](const Effect& effect) { return effect.key; });
}

bool MemoryEffectStore::retry_now(const EffectKey& key) {
    const std::lock_guard lock(db_.mutex);
    auto* row = unheld(db_, key);
    if (row != nullptr) {
        row->next_try = {};
    }
    return row != nullptr;
}

bool MemoryEffectStore::abandon(const EffectKey& key, const std::string& reason) {
    const std::lock_guard lock(db_.mutex);
    auto* row = unheld(db_, key);
    row = row != nullptr ? row : unheld(db_, key, EffectStatus::Refused);
    if (row != nullptr) {
        end(*row, EffectStatus::Abandoned);
        row->effect.last_error = reason;
        ++row->effect.lease_epoch;
    }
    return row != nullptr;
}

namespace {

bool is_known(const workflows::TimerId& id) {
    const auto kinds = workflows::timer_kinds();
    return std::find(kinds.begin(), kinds.end(), id.kind) != kinds.end();
}

}  // namespace

std::vector<std::string> MemoryTimerStore::unknown(Instant now) {
    const std::lock_guard lock(db_.mutex);
    std::set<std::string> kinds;
    for (const auto& [key, row] : db_.conventions) {
        for (const auto& [id, timer] : row.timers) {
            if (timer.fire_at <= now && !is_known(id)) {
                kinds.insert(id.kind);
            }
        }
    }
    return {kinds.begin(), kinds.end()};
}

std::vector<DueTimer> MemoryTimerStore::due(Instant now) {
    const std::lock_guard lock(db_.mutex);
    std::vector<DueTimer> all;
    for (const auto& [key, row] : db_.conventions) {
        for (const auto& [id, timer] : row.timers) {
            if (timer.fire_at <= now && is_known(id)) {
                all.push_back({key.first, key.second, timer});
            }
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const DueTimer& a, const DueTimer& b) {
        return a.timer.fire_at < b.timer.fire_at;
    });
    all.resize(std::min<std::size_t>(all.size(), 100));
    return all;
}

void MemoryTimerStore::discard(const DueTimer& due) {
    const std::lock_guard lock(db_.mutex);
    const auto row = db_.conventions.find({due.campus, due.convention});
    if (row == db_.conventions.end()) {
        return;
    }
    const auto timer = row->second.timers.find(due.timer.id);
    if (timer != row->second.timers.end() && timer->second == due.timer) {
        row->second.timers.erase(timer);
    }
}

std::optional<Instant> MemoryTimerStore::next_due() {
    const std::lock_guard lock(db_.mutex);
    std::optional<Instant> next;
    for (const auto& [key, row] : db_.conventions) {
        for (const auto& [id, timer] : row.timers) {
            if (is_known(id)) {
                next = next ? std::min(*next, timer.fire_at) : timer.fire_at;
            }
        }
    }
    return next;
}

}  // namespace contreseing::test_support
