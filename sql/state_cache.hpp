#pragma once

#include "sql/done_commands.hpp"
#include "workflows/app/ports/convention_store.hpp"
#include "workflows/domain/convention.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace contreseing::sql {

/// The states read or written last, by the head of their journal: a head stands for its whole
/// history, so that the state and the commands found under it are those the database keeps.
/// Thread-safe.
class StateCache {
public:
    explicit StateCache(std::size_t capacity) : capacity_(capacity) {}

    struct Known {
        workflows::CampusId campus;
        workflows::Sha256 head;
        std::shared_ptr<const workflows::State> state;
        std::shared_ptr<const DoneCommands> done;  ///< all of the history
        /// What the last transition started from, when it was made here: what its messages are
        /// composed from. Null otherwise.
        std::shared_ptr<const workflows::State> before;
    };

    /// What is known of this convention; the database may be ahead of it.
    std::optional<Known> find(const workflows::CampusId& campus, const workflows::ConventionId& id);
    void read(const workflows::ConventionId& id, Known known);
    void forget(const workflows::ConventionId& id);
    /// A transition led from one head to another. One that starts from a head that is not known
    /// here leaves nothing known.
    void written(const workflows::app::Transition& transition, const workflows::Sha256& head);

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
    void drop(const workflows::ConventionId& id);

    const std::size_t capacity_;
    std::mutex mutex_;
    std::list<Entry> entries_;  ///< most recently used first
    std::unordered_map<workflows::ConventionId, std::list<Entry>::iterator, HashOfId> places_;
};

}  // namespace contreseing::sql
