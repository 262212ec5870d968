#pragma once

// Private to this library: what the document store and the transition share.

#include "sql/session.hpp"
#include "workflows/app/ports/convention_store.hpp"

namespace contreseing::sql {

/// A row of `document_chunk` holds at most this.
inline constexpr std::size_t kChunkBytes = 512 * 1024;

void insert_chunks(
    Work& work,
    const std::string& campus,
    const std::string& document,
    int revision,
    const workflows::app::Bytes& bytes
);

/// False, with nothing written, when the lease moved on or the revision is not the next one.
bool append_revision(
    Work& work, const std::string& campus, const workflows::app::AppendedRevision& revision
);

}  // namespace contreseing::sql
