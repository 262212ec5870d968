#include "sql/state_cache.hpp"

#include <cstring>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::Sha256;
using workflows::State;
using workflows::app::Transition;

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

void StateCache::drop(const ConventionId& id) {
    const auto place = places_.find(id);
    if (place != places_.end()) {
        entries_.erase(place->second);
        places_.erase(place);
    }
}

std::optional<StateCache::Known> StateCache::find(const CampusId& campus, const ConventionId& id) {
    const std::lock_guard lock(mutex_);
    const Known* const known = touch(id);
    return known == nullptr || known->campus != campus ? std::nullopt : std::optional(*known);
}

void StateCache::read(const ConventionId& id, Known known) {
    const std::lock_guard lock(mutex_);
    keep(id, std::move(known));
}

void StateCache::forget(const ConventionId& id) {
    const std::lock_guard lock(mutex_);
    drop(id);
}

void StateCache::written(const Transition& transition, const Sha256& head) {
    const DoneCommand latest{transition.command, transition.fingerprint};
    Known known{transition.campus, head, std::make_shared<const State>(transition.after), {}, {}};
    const std::lock_guard lock(mutex_);
    const Known* const old = touch(transition.convention);
    if (old != nullptr && old->head == transition.head) {
        known.done = std::make_shared<const DoneCommands>(old->done->with(latest));
        known.before = old->state;
    } else if (transition.expected_ver == 0) {
        known.done = std::make_shared<const DoneCommands>(std::vector{latest});
    } else {
        drop(transition.convention);
        return;
    }
    keep(transition.convention, std::move(known));
}

}  // namespace contreseing::sql
