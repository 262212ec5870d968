#pragma once

#include "tests/support/memory_stores.hpp"
#include "tests/support/outside_fakes.hpp"
#include "tests/unit/domain/scene.hpp"
#include "workflows/app/deliver_messages.hpp"
#include "workflows/app/engine.hpp"
#include "workflows/app/freeze_version.hpp"
#include "workflows/app/sign_document.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows::app::testing {

using workflows::testing::adhesion;
using workflows::testing::at;
using workflows::testing::Scene;

inline const CampusId kCampus{"demo"};

Bytes bytes_of(std::string_view text);

/// Conventions in memory; `before_commit` may let a neighbour in, or answer in the store's place,
/// and `outdated` is recalled in place of what is there.
class WatchedConventions : public test_support::MemoryConventionStore {
public:
    using MemoryConventionStore::MemoryConventionStore;
    std::optional<Loaded> recall(
        const CampusId& campus, const ConventionId& id, const CommandId& command
    ) override {
        return outdated ? outdated : MemoryConventionStore::recall(campus, id, command);
    }
    std::optional<Loaded> outdated;
    CommitResult commit(const Transition& transition) override;
    std::function<std::optional<CommitResult>(const Transition&)> before_commit;
    int commits = 0;
};

/// Documents in memory that count what is asked of them.
class WatchedDocuments : public test_support::MemoryDocumentStore {
public:
    using MemoryDocumentStore::MemoryDocumentStore;
    void put(
        const CampusId& campus,
        const DocumentId& id,
        const ConventionId& convention,
        const Bytes& bytes,
        const Sha256& sha256
    ) override;
    std::optional<DocumentLease> lease(
        const CampusId& campus,
        const DocumentId& id,
        std::chrono::milliseconds wait,
        std::chrono::milliseconds hold
    ) override;
    void release(const CampusId& campus, const DocumentId& id, std::int64_t epoch) override;
    int puts = 0;
    int leases = 0;
    int releases = 0;
    bool neighbour_holds_it = false;
};

/// Keyed by nothing: what a test can foresee.
class PlainSecrets : public Secrets {
public:
    std::string link_secret(const LinkRef& link) override;
    std::string code(
        const ConventionId& convention,
        int slot,
        const CodeIssue& issue,
        int version,
        const Sha256& sha256
    ) override;
    bool same(std::string_view a, std::string_view b) override { return a == b; }
    std::string seal_session(std::string_view payload) override { return std::string(payload); }
    std::optional<std::string> open_session(std::string_view sealed) override {
        return std::string(sealed);
    }
    std::string form_token(std::string_view session) override { return std::string(session); }
    std::string fingerprint(std::string_view request) override { return std::string(request); }
};

/// Appends a line instead of a signature.
class LineDesk : public SigningDesk {
public:
    explicit LineDesk(Digest& digest) : digest_(digest) {}
    Bytes seal(std::span<const std::uint8_t> ingested, Instant at) override;
    SignedRevision sign(const SignOrder& order) override;
    std::function<void()> before_signing;  ///< may throw, or let somebody in
    std::vector<SignOrder> orders;         ///< their `tip` is not to be looked into

private:
    Digest& digest_;
};

/// Writes the title and the fields instead of pages.
class LineTypesetter : public Typesetter {
public:
    Expected<Rendered, DocumentProblem> render(
        const Campus& campus, const ConventionType& type, const State& state, bool draft
    ) override;
    Bytes articles(
        const Campus& campus,
        const ConventionType& type,
        const State& state,
        const std::array<std::uint8_t, 16>& salt
    ) override;
    std::optional<DocumentProblem> problem;
    std::function<void()> meanwhile;
    std::vector<int> not_placed;   ///< slots that the template forgets
    std::vector<int> also_placed;  ///< numbers that it has beside those of the slots
    int calls = 0;
};

/// Never writes the same bytes twice, as a PDF writer that gives each file its own id.
class LineIngest : public Ingest {
public:
    Expected<Ingested, DocumentProblem> prepare(
        std::span<const std::uint8_t> pdf, const std::vector<SignaturePlace>& places
    ) override;
    Expected<Ingested, DocumentProblem> annex(std::span<const std::uint8_t> pdf) override;
    std::optional<DocumentProblem> problem;
    std::vector<AnnexLoss> losses;
    int calls = 0;
};

/// Says what it is told to, and keeps what it was given.
class RecordingPostman : public Postman {
public:
    DeliveryReport deliver(const Dispatch& dispatch) override;
    std::function<DeliveryReport(const Dispatch&)> answer;
    std::vector<Dispatch> delivered;
};

/// A campus with one convention, run by the real rules on stores in memory.
class World {
public:
    explicit World(ConventionType type = adhesion());

    /// A fresh command of an administrator on the convention, received now.
    Asked asked();
    /// Carries a command out; a refusal fails the test.
    Outcome act(const Command& command);
    Refused refusal(const Command& command);
    State state();
    /// The rules on the same state: writes commands, changes nothing here.
    Scene scene();

    // The usual way, each step from where the one before ends.
    void create();
    void fill();
    void freeze();
    void ask_opinion();
    void open_round();
    void reach_signature();

    void request_code(int slot);
    /// What the page of `slot` posts with the right code and a fresh command.
    SigningForm form(int slot);
    Expected<Outcome, Refused> sign(const SigningForm& form);
    Expected<Outcome, Refused> sign(const Asked& asked, const SigningForm& form);
    /// Code asked for and given.
    void sign_at_once(int slot);
    void sign_all();

    DeliveryTools delivery();
    FreezingTools freezing();
    SigningTools signing() { return {secrets, documents, desk}; }
    std::vector<Effect> effects_of(const MailKind& kind);
    /// Delivers everything that is due; returns how many messages.
    int deliver_all();
    /// One message, from claim to what follows. False when none is due; a failure is thrown on.
    bool deliver_next();
    int count_events(std::string_view name);

    ConventionType type;
    test_support::TestDigest digest;
    test_support::SeededRandom random;
    test_support::ManualClock clock;
    test_support::MemoryDatabase db{digest};
    WatchedConventions conventions{db};
    WatchedDocuments documents{db};
    test_support::MemoryEffectStore effects{db};
    test_support::MemoryTimerStore timers{db};
    test_support::MemoryRegistry registry{db};
    test_support::MemoryTypeCatalogue types;
    test_support::MemoryAccounts accounts{db};
    PlainSecrets secrets;
    LineDesk desk{digest};
    LineTypesetter typesetter;
    LineIngest ingest;
    RecordingPostman postman;
    Engine engine;
    ConventionId convention;
};

}  // namespace contreseing::workflows::app::testing
