#pragma once

#include "workflows/app/ports/convention_store.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace contreseing::workflows::app {

struct DocumentTip {
    int revision = 0;       ///< 0 = base
    std::int64_t size = 0;  ///< bytes of the whole file
    Sha256 sha256;          ///< of the whole file
};

struct DocumentLease {
    std::int64_t epoch = 0;  ///< fencing token
    DocumentTip tip;
};

/// Append-only documents: a base and the bytes each revision appended (docs/adr/0002).
/// Every whole file is checked against its SHA-256 whenever it leaves; a mismatch throws.
class DocumentStore {
public:
    virtual ~DocumentStore() = default;
    /// Stores a base as revision 0. Storing the same id again with the same bytes is harmless.
    virtual void put(
        const CampusId& campus,
        const DocumentId& id,
        const ConventionId& convention,
        const Bytes& bytes,
        const Sha256& sha256
    ) = 0;
    /// What is known of a revision without its bytes; -1 is the newest.
    virtual std::optional<DocumentTip> tip(
        const CampusId& campus, const DocumentId& id, int revision = -1
    ) = 0;
    /// `revision` -1 is the newest. Shared: the cache hands out the same bytes.
    virtual std::shared_ptr<const Bytes> load(
        const CampusId& campus, const DocumentId& id, int revision = -1
    ) = 0;
    /// The right to append, for `hold` on the database's clock; waits up to `wait` for a
    /// neighbour, then nullopt (« quelqu'un est en train de signer »).
    virtual std::optional<DocumentLease> lease(
        const CampusId& campus,
        const DocumentId& id,
        std::chrono::milliseconds wait,
        std::chrono::milliseconds hold
    ) = 0;
    virtual void release(const CampusId& campus, const DocumentId& id, std::int64_t epoch) = 0;
    /// A whole revision that was just recorded, offered to a store that keeps files at hand.
    virtual void keep(const Sha256& /*sha256*/, std::span<const std::uint8_t> /*bytes*/) {}
};

}  // namespace contreseing::workflows::app
