#include "tests/support/cut.hpp"
#include "tests/support/memory_stores.hpp"

#include <algorithm>
#include <tuple>

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

namespace {

using SteadyClock = std::chrono::steady_clock;

/// The effect when the claim that `effect` came from still holds.
MemoryDatabase::EffectRow* held(MemoryDatabase& db, const Effect& effect) {
    const auto found = db.effects.find(effect.key);
    const bool holds = found != db.effects.end() &&
                       found->second.effect.status == EffectStatus::Pending &&
                       found->second.effect.lease_epoch == effect.lease_epoch;
    return holds ? &found->second : nullptr;
}

/// A pending effect that no worker holds.
MemoryDatabase::EffectRow* waiting(MemoryDatabase& db, const EffectKey& key) {
    const auto found = db.effects.find(key);
    const bool free = found != db.effects.end() &&
                      found->second.effect.status == EffectStatus::Pending &&
                      found->second.leased_until <= SteadyClock::now();
    return free ? &found->second : nullptr;
}

void settle(MemoryDatabase::EffectRow& row, EffectStatus status) {
    row.effect.status = status;
    row.effect.settled_at = row.effect.created_at;
    row.effect.next_try_at.reset();
    row.leased_until = {};
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

std::vector<Effect> MemoryEffectStore::claim(int limit, std::chrono::milliseconds hold) {
    const std::lock_guard lock(db_.mutex);
    std::vector<Effect> claimed;
    for (auto& [key, row] : db_.effects) {
        if (static_cast<int>(claimed.size()) == limit) {
            break;
        }
        if (row.effect.status == EffectStatus::Pending && row.next_try <= SteadyClock::now()) {
            ++row.effect.attempts;
            ++row.effect.lease_epoch;
            row.next_try = row.leased_until = SteadyClock::now() + hold;
            claimed.push_back(row.effect);
        }
    }
    return claimed;
}

void MemoryEffectStore::delivered(const Effect& effect, const std::string& proof) {
    const std::lock_guard lock(db_.mutex);
    if (auto* row = held(db_, effect)) {
        settle(*row, EffectStatus::Delivered);
        row->effect.proof = proof;
    }
}

void MemoryEffectStore::retry_later(
    const Effect& effect, const std::string& error, std::chrono::milliseconds delay
) {
    const std::lock_guard lock(db_.mutex);
    if (auto* row = held(db_, effect)) {
        row->effect.last_error = error;
        ++row->effect.lease_epoch;
        row->leased_until = {};
        row->next_try = SteadyClock::now() + delay;
    }
}

void MemoryEffectStore::overtaken(const Effect& effect, const std::string& why) {
    const std::lock_guard lock(db_.mutex);
    if (auto* row = held(db_, effect)) {
        settle(*row, EffectStatus::Overtaken);
        row->effect.last_error = why;
    }
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
        return effect.key.campus == campus && effect.status == EffectStatus::Pending;
    });
    std::stable_sort(all.begin(), all.end(), [](const Effect& a, const Effect& b) {
        return std::tie(a.created_at, a.key) < std::tie(b.created_at, b.key);
    });
    return cut(std::move(all), slice, [](const Effect& effect) { return effect.key; });
}

bool MemoryEffectStore::retry_now(const EffectKey& key) {
    const std::lock_guard lock(db_.mutex);
    auto* row = waiting(db_, key);
    if (row != nullptr) {
        row->next_try = {};
    }
    return row != nullptr;
}

bool MemoryEffectStore::abandon(const EffectKey& key, const std::string& reason) {
    const std::lock_guard lock(db_.mutex);
    auto* row = waiting(db_, key);
    if (row != nullptr) {
        settle(*row, EffectStatus::Abandoned);
        row->effect.last_error = reason;
        ++row->effect.lease_epoch;
    }
    return row != nullptr;
}

std::vector<DueTimer> MemoryTimerStore::due(Instant now) {
    const std::lock_guard lock(db_.mutex);
    std::vector<DueTimer> all;
    for (const auto& [key, row] : db_.conventions) {
        for (const auto& [name, timer] : row.timers) {
            if (timer.fire_at <= now) {
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
    const auto timer = row->second.timers.find(due.timer.name);
    if (timer != row->second.timers.end() && timer->second == due.timer) {
        row->second.timers.erase(timer);
    }
}

std::optional<Instant> MemoryTimerStore::next_due() {
    const std::lock_guard lock(db_.mutex);
    std::optional<Instant> next;
    for (const auto& [key, row] : db_.conventions) {
        for (const auto& [name, timer] : row.timers) {
            next = next ? std::min(*next, timer.fire_at) : timer.fire_at;
        }
    }
    return next;
}

}  // namespace contreseing::test_support
