#pragma once

// Private to this library: the journal as stored.

#include "sql/session.hpp"
#include "workflows/app/ports/convention_store.hpp"
#include "workflows/codec/event_codec.hpp"

#include <limits>
#include <string>
#include <vector>

namespace contreseing::sql {

struct StoredEntry {
    int seq = 0;
    workflows::CommandId command;
    std::string body;
    workflows::Sha256 hash;
    std::vector<workflows::codec::PersonalValue> values;  ///< erased ones left out
    std::vector<std::string> erased;                      ///< pointers of erased values
};

/// Entries `first` to `last` in order, with their personal values.
std::vector<StoredEntry> stored_entries(
    Work& work,
    const workflows::CampusId& campus,
    const workflows::ConventionId& convention,
    int first = 1,
    int last = std::numeric_limits<int>::max()
);

/// Throws `Error` (Bug) when the text is not an entry.
workflows::Recorded open_entry(
    const workflows::ConventionId& convention, const StoredEntry& stored
);

/// The state that all entries lead to.
workflows::State fold_journal(
    Work& work, const workflows::CampusId& campus, const workflows::ConventionId& convention
);

}  // namespace contreseing::sql
