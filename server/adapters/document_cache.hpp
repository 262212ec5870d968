#pragma once

#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/outside.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

namespace contreseing::server {

/// The documents of the database with a disposable cache of whole files in front, each named by
/// its SHA-256 and re-hashed whenever it is read or published: a changed byte is never shown,
/// the file is fetched again. A full disk only makes it slower: every reading asks the
/// database. Thread-safe.
class DocumentCache : public workflows::app::DocumentStore, public workflows::app::FileCache {
public:
    /// `store` and `digest` outlive it. Makes `folder` when it is missing.
    DocumentCache(
        workflows::app::DocumentStore& store,
        workflows::app::Digest& digest,
        std::filesystem::path folder,
        std::uintmax_t limit_bytes
    );

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

    std::optional<workflows::app::PublishedFile> publish(
        const workflows::CampusId& campus, const workflows::DocumentId& document, int revision
    ) override;

    /// Keeps bytes that were just made (a new revision), so that the next reader need not ask
    /// the database. Best effort.
    void keep(const workflows::Sha256& sha256, std::span<const std::uint8_t> bytes) override;
    /// Removes the files read longest ago until the cache fits its limit.
    void sweep();

private:
    [[nodiscard]] std::filesystem::path path_of(const workflows::Sha256& sha256) const;
    [[nodiscard]] std::shared_ptr<const workflows::app::Bytes> read(const workflows::Sha256& sha256
    ) const;
    bool write(const workflows::Sha256& sha256, std::span<const std::uint8_t> bytes) const;
    /// A revision never changes once stored: what was learnt of one (not of « the newest ») holds.
    void learn(
        const workflows::CampusId& campus,
        const workflows::DocumentId& id,
        const workflows::app::DocumentTip& tip
    );
    std::optional<workflows::app::DocumentTip> known_tip(
        const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
    );

    workflows::app::DocumentStore& store_;
    workflows::app::Digest& digest_;
    std::filesystem::path folder_;
    std::uintmax_t limit_bytes_;
    std::mutex mutex_;
    std::unordered_map<std::string, workflows::app::DocumentTip> learnt_;
};

}  // namespace contreseing::server
