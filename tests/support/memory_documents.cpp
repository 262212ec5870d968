#include "tests/support/memory_stores.hpp"

#include <stdexcept>
#include <thread>

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

namespace {

using Clock = std::chrono::steady_clock;

const MemoryDatabase::Document::Revision* revision_of(
    const MemoryDatabase::Document& document, int revision
) {
    const int newest = static_cast<int>(document.revisions.size()) - 1;
    const int wanted = revision < 0 ? newest : revision;
    return wanted > newest ? nullptr : &document.revisions[static_cast<std::size_t>(wanted)];
}

}  // namespace

void MemoryDocumentStore::put(
    const CampusId& campus,
    const DocumentId& id,
    const ConventionId& /*convention*/,
    const Bytes& bytes,
    const Sha256& sha256
) {
    const std::lock_guard lock(db_.mutex);
    if (db_.digest.sha256(bytes) != sha256) {
        throw std::runtime_error("a document handed in under another hash than its own");
    }
    auto& document = db_.documents[{campus, id}];
    if (document.revisions.empty()) {
        document.revisions.push_back({bytes, {0, static_cast<std::int64_t>(bytes.size()), sha256}});
    } else if (document.revisions.front().tip.sha256 != sha256) {
        throw std::runtime_error("another document is stored under this id");
    }
}

std::optional<DocumentTip> MemoryDocumentStore::tip(
    const CampusId& campus, const DocumentId& id, int revision
) {
    const std::lock_guard lock(db_.mutex);
    const auto found = db_.documents.find({campus, id});
    const auto* wanted =
        found == db_.documents.end() ? nullptr : revision_of(found->second, revision);
    return wanted == nullptr ? std::nullopt : std::optional(wanted->tip);
}

std::shared_ptr<const Bytes> MemoryDocumentStore::load(
    const CampusId& campus, const DocumentId& id, int revision
) {
    const std::lock_guard lock(db_.mutex);
    const auto found = db_.documents.find({campus, id});
    const auto* wanted =
        found == db_.documents.end() ? nullptr : revision_of(found->second, revision);
    if (wanted == nullptr) {
        return nullptr;
    }
    auto whole = std::make_shared<Bytes>();
    for (const auto& part : found->second.revisions) {
        whole->insert(whole->end(), part.appended.begin(), part.appended.end());
        if (&part == wanted) {
            break;
        }
    }
    if (db_.digest.sha256(*whole) != wanted->tip.sha256) {
        throw std::runtime_error("a document does not match its SHA-256");
    }
    return whole;
}

std::optional<DocumentLease> MemoryDocumentStore::lease(
    const CampusId& campus,
    const DocumentId& id,
    std::chrono::milliseconds wait,
    std::chrono::milliseconds hold
) {
    const auto give_up = Clock::now() + wait;
    for (;;) {
        {
            const std::lock_guard lock(db_.mutex);
            const auto found = db_.documents.find({campus, id});
            if (found == db_.documents.end()) {
                return std::nullopt;
            }
            auto& document = found->second;
            if (document.leased_until <= Clock::now()) {
                document.leased_until = Clock::now() + hold;
                return DocumentLease{++document.epoch, document.revisions.back().tip};
            }
        }
        if (Clock::now() >= give_up) {
            return std::nullopt;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

void MemoryDocumentStore::release(
    const CampusId& campus, const DocumentId& id, std::int64_t epoch
) {
    const std::lock_guard lock(db_.mutex);
    const auto found = db_.documents.find({campus, id});
    if (found != db_.documents.end() && found->second.epoch == epoch) {
        found->second.leased_until = {};
    }
}

}  // namespace contreseing::test_support
