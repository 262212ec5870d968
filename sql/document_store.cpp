#include "sql/document_store.hpp"

#include "sql/document_rows.hpp"
#include "sql/values.hpp"

#include <algorithm>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::DocumentId;
using workflows::Sha256;
using workflows::app::AppendedRevision;
using workflows::app::Bytes;
using workflows::app::DocumentLease;
using workflows::app::DocumentTip;

namespace {

constexpr Statement kInsertDocument{
    "document_insert",
    R"(WITH d AS (
        INSERT INTO document (campus_id, id, convention_id, revision, size, sha256)
        VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT DO NOTHING RETURNING 1)
    INSERT INTO document_revision (campus_id, document_id, n, size, sha256)
    SELECT $1, $2, 0, $4, $5 FROM d RETURNING 1)"};

constexpr Statement kBaseHash{
    "document_base_hash",
    "SELECT sha256 FROM document_revision WHERE campus_id = $1 AND document_id = $2 AND n = 0"};

constexpr Statement kInsertChunk{
    "document_chunk_insert",
    "INSERT INTO document_chunk (campus_id, document_id, revision, n, bytes)"
    " VALUES ($1, $2, $3, $4, $5)"};

constexpr Statement kAppend{
    "document_append",
    R"(WITH d AS (
        UPDATE document SET revision = $3, size = size + $4, sha256 = $5, lease_until = NULL
        WHERE campus_id = $1 AND id = $2 AND lease_epoch = $6 AND revision = $3 - 1
        RETURNING size)
    INSERT INTO document_revision (campus_id, document_id, n, size, sha256)
    SELECT $1, $2, $3, size, $5 FROM d RETURNING 1)"};

constexpr Statement kRevision{
    "document_revision",
    R"(SELECT n, size, sha256 FROM document_revision
    WHERE campus_id = $1 AND document_id = $2 AND ($3 < 0 OR n = $3) ORDER BY n DESC LIMIT 1)"};

constexpr Statement kChunks{
    "document_chunks",
    R"(SELECT bytes FROM document_chunk
    WHERE campus_id = $1 AND document_id = $2 AND revision <= $3 ORDER BY revision, n)"};

// The epoch only ever grows: whoever held it before can append no more, however late it wakes.
// It need not outlive a crash of PostgreSQL, so that nobody waits for the disk: an epoch given
// twice then appends once, since `revision` moves with the first.
constexpr Statement kLease{
    "document_lease",
    R"(UPDATE document
    SET lease_epoch = lease_epoch + 1, lease_until = now() + $3 * interval '1 ms',
        holder = $4::uuid
    WHERE campus_id = $1 AND id = $2 AND (lease_until IS NULL OR lease_until <= now()
        OR (holder IS NOT NULL AND NOT EXISTS (SELECT FROM server_life l WHERE l.id = holder)))
    RETURNING lease_epoch, revision, size, sha256, set_config('synchronous_commit', 'off', true))"};

constexpr Statement kRelease{
    "document_release",
    "UPDATE document SET lease_until = NULL"
    " WHERE campus_id = $1 AND id = $2 AND lease_epoch = $3"};

/// How often a waiting signer asks again. It holds no connection meanwhile.
constexpr std::chrono::milliseconds kLeasePoll{20};

DocumentTip tip_of(const pqxx::row& row, pqxx::row_size_type first) {
    return {row[first].as<int>(), row[first + 1].as<std::int64_t>(), as_sha256(row[first + 2])};
}

}  // namespace

void insert_chunks(
    Work& work,
    const std::string& campus,
    const std::string& document,
    int revision,
    const Bytes& bytes
) {
    int n = 0;
    for (std::size_t start = 0; start < bytes.size(); start += kChunkBytes) {
        const std::size_t size = std::min(kChunkBytes, bytes.size() - start);
        work.run(
            kInsertChunk,
            campus,
            document,
            revision,
            n++,
            pqxx::binarystring(bytes.data() + start, size)
        );
    }
}

bool append_revision(Work& work, const std::string& campus, const AppendedRevision& revision) {
    const std::string document = to_string(revision.document);
    const pqxx::result appended = work.run(
        kAppend,
        campus,
        document,
        revision.revision,
        static_cast<std::int64_t>(revision.bytes.size()),
        bytea(revision.sha256.bytes),
        revision.lease_epoch
    );
    if (appended.empty()) {
        return false;
    }
    insert_chunks(work, campus, document, revision.revision, revision.bytes);
    return true;
}

void DocumentStore::put(
    const CampusId& campus,
    const DocumentId& id,
    const ConventionId& convention,
    const Bytes& bytes,
    const Sha256& sha256
) {
    if (digest_.sha256(bytes) != sha256) {
        throw Error(ErrorKind::Bug, "a document handed in under another hash than its own");
    }
    transact(pool_, campus, [&](Work& work) {
        const std::string document = to_string(id);
        const pqxx::result inserted = work.run(
            kInsertDocument,
            campus.text,
            document,
            to_string(convention),
            static_cast<std::int64_t>(bytes.size()),
            bytea(sha256.bytes)
        );
        if (!inserted.empty()) {
            insert_chunks(work, campus.text, document, 0, bytes);
            return;
        }
        const pqxx::result base = work.run(kBaseHash, campus.text, document);
        if (base.empty() || as_sha256(base[0][0]) != sha256) {
            throw Error(ErrorKind::Conflict, "another document is stored as " + document);
        }
    });
}

std::optional<DocumentTip> DocumentStore::tip(
    const CampusId& campus, const DocumentId& id, int revision
) {
    return read(pool_, campus, [&](Work& work) -> std::optional<DocumentTip> {
        const pqxx::result found = work.run(kRevision, campus.text, to_string(id), revision);
        return found.empty() ? std::nullopt : std::optional(tip_of(found[0], 0));
    });
}

std::shared_ptr<const Bytes> DocumentStore::load(
    const CampusId& campus, const DocumentId& id, int revision
) {
    struct Stored {
        DocumentTip tip;
        std::shared_ptr<Bytes> bytes;
    };
    const auto stored = read(pool_, campus, [&](Work& work) -> std::optional<Stored> {
        const std::string document = to_string(id);
        const pqxx::result found = work.run(kRevision, campus.text, document, revision);
        if (found.empty()) {
            return std::nullopt;
        }
        Stored whole{tip_of(found[0], 0), std::make_shared<Bytes>()};
        const pqxx::result chunks = work.run(kChunks, campus.text, document, whole.tip.revision);
        whole.bytes->reserve(static_cast<std::size_t>(whole.tip.size));
        for (const pqxx::row& chunk : chunks) {
            append_bytea(view(chunk[0]), *whole.bytes);
        }
        return whole;
    });
    if (!stored) {
        return nullptr;
    }
    if (static_cast<std::int64_t>(stored->bytes->size()) != stored->tip.size ||
        digest_.sha256(*stored->bytes) != stored->tip.sha256) {
        throw Error(ErrorKind::Bug, "document " + to_string(id) + " does not match its SHA-256");
    }
    return stored->bytes;
}

std::optional<DocumentLease> DocumentStore::lease(
    const CampusId& campus,
    const DocumentId& id,
    std::chrono::milliseconds wait,
    std::chrono::milliseconds hold
) {
    const auto give_up = std::chrono::steady_clock::now() + wait;
    for (;;) {
        const auto lease = write(pool_, campus, [&](Work& work) -> std::optional<DocumentLease> {
            const pqxx::result taken =
                work.run(kLease, campus.text, to_string(id), hold.count(), pool_.holder());
            if (taken.empty()) {
                return std::nullopt;
            }
            return DocumentLease{taken[0][0].as<std::int64_t>(), tip_of(taken[0], 1)};
        });
        if (lease || std::chrono::steady_clock::now() + kLeasePoll > give_up) {
            return lease;
        }
        std::this_thread::sleep_for(kLeasePoll);
    }
}

void DocumentStore::release(const CampusId& campus, const DocumentId& id, std::int64_t epoch) {
    write(pool_, campus, [&](Work& work) {
        work.run(kRelease, campus.text, to_string(id), epoch);
    });
}

}  // namespace contreseing::sql
