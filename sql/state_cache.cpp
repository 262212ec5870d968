#include "sql/state_cache.hpp"

#include <cstring>

namespace contreseing::sql {

using workflows::ConventionId;
using workflows::Sha256;
using workflows::State;

std::size_t StateCache::HashOfId::operator()(const ConventionId& id) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, id.bytes.data(), sizeof hash);  // ids are random
    return hash;
}

StateCache::Known* StateCache::touch(const ConventionId& id) {
    const auto place = places_.find(id);
    if (place == places_.end()) {
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, place->second);
    return &place->second->known;
}

void StateCache::keep(const ConventionId& id, Known known) {
    if (Known* const old = touch(id)) {
        *old = std::move(known);
        return;
    }
    entries_.push_front({id, std::move(known)});
    places_.emplace(id, entries_.begin());
    if (entries_.size() > capacity_) {
        places_.erase(entries_.back().id);
        entries_.pop_back();
    }
}

std::optional<StateCache::Known> StateCache::find(const ConventionId& id) {
    const std::lock_guard lock(mutex_);
    const Known* const known = touch(id);
    return known == nullptr ? std::nullopt : std::optional(*known);
}

void StateCache::read(const ConventionId& id, const Sha256& head, const State& state) {
    auto copy = std::make_shared<const State>(state);
    const std::lock_guard lock(mutex_);
    keep(id, {head, std::move(copy), nullptr});
}

void StateCache::written(
    const ConventionId& id, const Sha256& from, const Sha256& to, const State& after
) {
    auto copy = std::make_shared<const State>(after);
    const std::lock_guard lock(mutex_);
    const Known* const old = touch(id);
    keep(id, {to, std::move(copy), old != nullptr && old->head == from ? old->state : nullptr});
}

}  // namespace contreseing::sql
