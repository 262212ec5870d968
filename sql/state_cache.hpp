#pragma once

#include "workflows/domain/convention.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace contreseing::sql {

/// The states read or written last, by the head of their journal: a head stands for its whole
/// history, so that the state found under it is the one the database keeps. Thread-safe.
class StateCache {
public:
    explicit StateCache(std::size_t capacity) : capacity_(capacity) {}

    struct Known {
        workflows::Sha256 head;
        std::shared_ptr<const workflows::State> state;
        /// What the last transition started from, when it was made here: what its messages are
        /// composed from. Null otherwise.
        std::shared_ptr<const workflows::State> before;
    };

    /// What is known of this convention; the database may be ahead of it.
    std::optional<Known> find(const workflows::ConventionId& id);
    void read(
        const workflows::ConventionId& id,
        const workflows::Sha256& head,
        const workflows::State& state
    );
    /// A transition led from one head to another.
    void written(
        const workflows::ConventionId& id,
        const workflows::Sha256& from,
        const workflows::Sha256& to,
        const workflows::State& after
    );

private:
    struct Entry {
        workflows::ConventionId id;
        Known known;
    };
    struct HashOfId {
        std::size_t operator()(const workflows::ConventionId& id) const noexcept;
    };

    /// Null when unknown. Under the lock.
    Known* touch(const workflows::ConventionId& id);
    /// Forgets the convention that was asked for longest ago when there are too many.
    void keep(const workflows::ConventionId& id, Known known);

    const std::size_t capacity_;
    std::mutex mutex_;
    std::list<Entry> entries_;  ///< most recently used first
    std::unordered_map<workflows::ConventionId, std::list<Entry>::iterator, HashOfId> places_;
};

}  // namespace contreseing::sql
