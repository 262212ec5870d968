#pragma once

#include "sql/pool.hpp"
#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::sql {

/// `DocumentStore` on PostgreSQL. Every load is hashed; bytes that do not match their SHA-256
/// throw `Error` (Bug) and are never handed out.
class DocumentStore : public workflows::app::DocumentStore {
public:
    DocumentStore(Pool& pool, workflows::app::Digest& digest) : pool_(pool), digest_(digest) {}

    void put(
        const workflows::CampusId& campus,
        const workflows::DocumentId& id,
        const workflows::ConventionId& convention,
        const workflows::app::Bytes& bytes,
        const workflows::Sha256& sha256
    ) override;
    std::optional<workflows::app::DocumentTip> tip(
        const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
    ) override;
    std::shared_ptr<const workflows::app::Bytes> load(
        const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
    ) override;
    std::optional<workflows::app::DocumentLease> lease(
        const workflows::CampusId& campus,
        const workflows::DocumentId& id,
        std::chrono::milliseconds wait,
        std::chrono::milliseconds hold
    ) override;
    void release(
        const workflows::CampusId& campus, const workflows::DocumentId& id, std::int64_t epoch
    ) override;

private:
    Pool& pool_;
    workflows::app::Digest& digest_;
};

}  // namespace contreseing::sql
