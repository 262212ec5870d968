#pragma once

#include "workflows/app/ports/convention_store.hpp"
#include "workflows/app/ports/registry.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/ground/expected.hpp"
#include "workflows/ground/ids.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows::app {

/// The clock of the acts. One real implementation, one that the tests and the tour move.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() = 0;
};

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

class Digest {
public:
    virtual ~Digest() = default;
    virtual Sha256 sha256(std::span<const std::uint8_t> bytes) = 0;
    /// UUIDv5 of `name` in that name space. Source: RFC 9562, 5.5.
    virtual std::array<std::uint8_t, 16> name_uuid(
        const std::array<std::uint8_t, 16>& space, std::string_view name
    ) = 0;
};

/// What an emailed link leads to. Contains no secret.
struct LinkRef {
    CampusId campus;
    ConventionId convention;
    Place place;  ///< whose it is
    int generation = 0;
    bool operator==(const LinkRef&) const = default;
};

/// Derives what is secret when it is needed and keeps none of it (docs/adr/0005).
class Secrets {
public:
    virtual ~Secrets() = default;
    /// HMAC-SHA-256(link key, link ‖ generation), base64url without padding: 43 characters.
    virtual std::string link_secret(const LinkRef& link) = 0;
    /// Six digits for this issue of a code, bound to session, slot, version and hash.
    virtual std::string code(
        const ConventionId& convention,
        int slot,
        const CodeIssue& issue,
        int version,
        const Sha256& sha256
    ) = 0;
    /// Constant time.
    virtual bool same(std::string_view a, std::string_view b) = 0;
    /// `payload` with its MAC, safe in a cookie; `open_session` gives the payload back, or
    /// nullopt when it was not made here.
    virtual std::string seal_session(std::string_view payload) = 0;
    virtual std::optional<std::string> open_session(std::string_view sealed) = 0;
    /// Hidden value of every form of that session (CSRF); compared with `same`.
    virtual std::string form_token(std::string_view session) = 0;
    /// Tells one request from another without saying, to who reads the database, what it held.
    virtual std::string fingerprint(std::string_view request) = 0;
};

/// A rectangle on a page, in points from the lower left corner of what the reader sees.
struct SignaturePlace {
    int slot = 0;
    int page = 0;  ///< from 1
    double x = 0, y = 0, width = 0, height = 0;
    bool stamp = false;
};

struct Rendered {
    Bytes pdf;
    std::vector<SignaturePlace> places;
};

/// Why outside work on a document failed, and whether trying again helps.
struct DocumentProblem {
    std::string code;  ///< key of the catalogues: `not_a_pdf`, `encrypted`, `typesetter_timeout`…
    std::string detail;  ///< for the log, never for people
    bool temporary = false;
    std::vector<int> slots = {};         ///< signature places concerned, by n
    std::vector<AnnexLoss> losses = {};  ///< of `would_lose` and `to_confirm`
    std::string confirmation = {};       ///< of `to_confirm`: what `NewAnnex::confirmed` must be
};

class Typesetter {
public:
    virtual ~Typesetter() = default;
    /// `draft` marks every page « PROJET ».
    virtual Expected<Rendered, DocumentProblem> render(
        const Campus& campus, const ConventionType& type, const State& state, bool draft
    ) = 0;
    /// The articles that `render` prints, as they are kept (`codec/kept_text.hpp`).
    virtual Bytes articles(
        const Campus& campus,
        const ConventionType& type,
        const State& state,
        const std::array<std::uint8_t, 16>& salt
    ) = 0;
};

struct Ingested {
    Bytes pdf;
    int pages = 0;
    std::vector<AnnexLoss> losses = {};  ///< of an annex: what a person must confirm first
};

/// Reads hostile bytes in a process without keys, network or database (docs/adr/0009).
class Ingest {
public:
    virtual ~Ingest() = default;
    /// One revision, no scripts, no forms but ours; one empty signature field per place
    /// (`Signataire<slot>`), one for the seal (`Cachet`); trial signature made.
    virtual Expected<Ingested, DocumentProblem> prepare(
        std::span<const std::uint8_t> pdf, const std::vector<SignaturePlace>& places
    ) = 0;
    /// An annex: cleaned, counted, no field added.
    virtual Expected<Ingested, DocumentProblem> annex(std::span<const std::uint8_t> pdf) = 0;
};

struct SignOrder {
    std::span<const std::uint8_t> tip;  ///< newest revision, whole
    int slot = 0;
    std::string name;
    std::string office;
    std::string organisation;
    Instant at;              ///< `/M`, appearance and legal date
    std::string local_time;  ///< « 12/03/2026 à 10:00 (UTC+01:00) »
};

struct SignedRevision {
    Bytes appended;
    Sha256 sha256;  ///< of the whole file after it
    std::string certificate_serial;
};

/// Certifies, signs and stamps. Throws on failure; nothing was recorded then.
class SigningDesk {
public:
    virtual ~SigningDesk() = default;
    /// The certifying seal (DocMDP P=2); returns the whole file.
    virtual Bytes seal(std::span<const std::uint8_t> ingested, Instant at) = 0;
    virtual SignedRevision sign(const SignOrder& order) = 0;
};

/// One of the two.
struct PublishedFile {
    std::string path;                    ///< internal address below `/_blob/`, for nginx
    std::shared_ptr<const Bytes> bytes;  ///< when the cache cannot be written
};

/// Whole files on the node's disposable cache, for nginx to send (X-Accel-Redirect). A file is
/// re-hashed each time it is published; one that changed is fetched again from the store.
class FileCache {
public:
    virtual ~FileCache() = default;
    /// Nullopt for an unknown document.
    virtual std::optional<PublishedFile> publish(
        const CampusId& campus, const DocumentId& document, int revision = -1
    ) = 0;
};

/// Passwords and second factors of administrators.
class Passwords {
public:
    virtual ~Passwords() = default;
    virtual std::string hash(const std::string& password) = 0;
    /// Same cost whether `hash` is a real one or empty.
    virtual bool verify(const std::string& password, const std::string& hash) = 0;
    /// The time step that matched, later than `last_step`, or nullopt (RFC 6238).
    virtual std::optional<std::int64_t> totp_step(
        const std::string& sealed_secret,
        const std::string& code,
        Instant now,
        std::int64_t last_step
    ) = 0;
};

}  // namespace contreseing::workflows::app
