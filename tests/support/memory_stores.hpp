#pragma once

#include "workflows/app/ports/accounts.hpp"
#include "workflows/app/ports/convention_store.hpp"
#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/registry.hpp"

#include <map>
#include <mutex>
#include <tuple>

namespace contreseing::test_support {

/// What the in-memory stores share: the promises of the ports, kept without a database. The
/// conformance suites hold fakes and PostgreSQL to the same behaviour.
struct MemoryDatabase {
    using ConventionKey = std::pair<workflows::CampusId, workflows::ConventionId>;
    using DocumentKey = std::pair<workflows::CampusId, workflows::DocumentId>;
    using SteadyTime = std::chrono::steady_clock::time_point;

    struct Convention {
        workflows::app::Loaded loaded;
        workflows::app::Summary summary;
        workflows::Instant created_at;
        std::vector<workflows::app::JournalEntry> journal;
        std::map<workflows::CommandId, std::string> fingerprints;
        std::map<workflows::TimerId, workflows::Timer> timers;
    };
    struct Document {
        struct Revision {
            workflows::app::Bytes appended;
            workflows::app::DocumentTip tip;
        };
        std::vector<Revision> revisions;
        std::int64_t epoch = 0;
        SteadyTime leased_until{};
    };
    struct EffectRow {
        workflows::app::Effect effect;
        SteadyTime next_try{};
        SteadyTime leased_until{};
    };

    explicit MemoryDatabase(workflows::app::Digest& digest_port) : digest(digest_port) {}

    workflows::app::Digest& digest;
    std::mutex mutex;
    std::map<ConventionKey, Convention> conventions;
    std::map<DocumentKey, Document> documents;
    std::map<workflows::app::EffectKey, EffectRow> effects;
    std::vector<std::pair<workflows::CampusId, workflows::app::Member>> members;

    std::map<workflows::CampusId, workflows::app::Campus> campuses;
    std::map<std::pair<workflows::CampusId, workflows::PersonId>, workflows::app::Person> people;
    std::
        map<std::pair<workflows::CampusId, workflows::OrganisationId>, workflows::app::Organisation>
            organisations;
    std::map<std::pair<workflows::CampusId, workflows::NetworkId>, workflows::app::Network>
        networks;
    std::map<std::pair<workflows::CampusId, workflows::BodyId>, workflows::app::Body> bodies;

    std::map<workflows::AdministratorId, workflows::app::Administrator> administrators;
    std::map<workflows::Sha256, workflows::app::AdministratorSession> sessions;
    std::map<workflows::Sha256, workflows::app::ApiToken> tokens;
    std::map<std::string, std::pair<workflows::Instant, int>> attempts;
};

class MemoryConventionStore : public workflows::app::ConventionStore {
public:
    explicit MemoryConventionStore(MemoryDatabase& database) : db_(database) {}
    std::optional<workflows::app::Loaded> load(
        const workflows::CampusId& campus,
        const workflows::ConventionId& id,
        const workflows::CommandId& command
    ) override;
    /// Nothing is kept in memory but the database itself: always up to date.
    std::optional<workflows::app::Loaded> recall(
        const workflows::CampusId& campus,
        const workflows::ConventionId& id,
        const workflows::CommandId& command
    ) override {
        return load(campus, id, command);
    }
    workflows::app::CommitResult commit(const workflows::app::Transition& transition) override;
    std::vector<workflows::app::JournalEntry> journal(
        const workflows::CampusId& campus,
        const workflows::ConventionId& id,
        const workflows::app::Slice<int>& slice = {}
    ) override;
    std::optional<workflows::app::Moment> moment(
        const workflows::CampusId& campus, const workflows::ConventionId& id, int seq
    ) override;
    std::vector<workflows::app::SummaryRow> list(const workflows::app::SummaryQuery& query
    ) override;
    std::vector<std::pair<workflows::Stage, std::int64_t>> count_by_stage(
        const workflows::CampusId& campus
    ) override;
    bool informing(const workflows::CampusId& campus, const workflows::ConventionId& id) override;
    std::vector<std::pair<workflows::CampusId, workflows::ConventionId>> with_body_to_record(
    ) override;
    std::vector<workflows::ConventionId> existing(
        const workflows::CampusId& campus, const std::vector<workflows::ConventionId>& ids
    ) override;
    std::optional<workflows::ConventionId> of_reference(
        const workflows::CampusId& campus, const std::string& reference
    ) override;
    workflows::app::RelatedActs related(
        const workflows::CampusId& campus, const workflows::ConventionId& id
    ) override;
    std::string next_reference(const workflows::CampusId& campus, const std::string& code, int year)
        override;

private:
    MemoryDatabase& db_;
};

class MemoryDocumentStore : public workflows::app::DocumentStore {
public:
    explicit MemoryDocumentStore(MemoryDatabase& database) : db_(database) {}
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
    MemoryDatabase& db_;
};

class MemoryEffectStore : public workflows::app::EffectStore {
public:
    explicit MemoryEffectStore(MemoryDatabase& database) : db_(database) {}
    std::vector<workflows::app::Effect> claim(
        workflows::app::Lane lane, int limit, std::chrono::milliseconds hold
    ) override;
    void settle(const std::vector<workflows::app::Settlement>& settlements) override;
    void give_back(workflows::app::Lane lane) override;
    std::vector<workflows::app::Waiting> waiting(const std::optional<workflows::CampusId>& campus
    ) override;
    std::vector<workflows::app::Effect> of_convention(
        const workflows::CampusId& campus,
        const workflows::ConventionId& id,
        const workflows::app::Slice<workflows::app::EffectKey>& slice = {}
    ) override;
    std::vector<workflows::app::Effect> unsettled(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::app::EffectKey>& slice
    ) override;
    bool retry_now(const workflows::app::EffectKey& key) override;
    bool abandon(const workflows::app::EffectKey& key, const std::string& reason) override;

private:
    MemoryDatabase& db_;
};

class MemoryTimerStore : public workflows::app::TimerStore {
public:
    explicit MemoryTimerStore(MemoryDatabase& database) : db_(database) {}
    std::vector<workflows::app::DueTimer> due(workflows::Instant now) override;
    std::optional<workflows::Instant> next_due() override;
    std::vector<std::string> unknown(workflows::Instant now) override;
    void discard(const workflows::app::DueTimer& timer) override;

private:
    MemoryDatabase& db_;
};

class MemoryRegistry : public workflows::app::Registry {
public:
    explicit MemoryRegistry(MemoryDatabase& database) : db_(database) {}
    std::optional<workflows::app::Campus> campus(const workflows::CampusId& id) override;
    std::vector<workflows::app::Campus> campuses() override;
    void save(const workflows::app::Campus& campus) override;
    std::vector<workflows::app::Person> people(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::PersonId>& slice = {},
        const std::string& search = {}
    ) override;
    std::int64_t count_people(const workflows::CampusId& campus, const std::string& search = {})
        override;
    std::optional<workflows::app::Person> person(
        const workflows::CampusId& campus, const workflows::PersonId& id
    ) override;
    void save(const workflows::CampusId& campus, const workflows::app::Person& person) override;
    bool add(const workflows::CampusId& campus, const workflows::app::Person& record) override;
    bool replace(
        const workflows::CampusId& campus,
        const workflows::app::Person& seen,
        const workflows::app::Person& record
    ) override;
    std::vector<workflows::app::Organisation> organisations(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::OrganisationId>& slice = {},
        const std::string& search = {}
    ) override;
    std::int64_t count_organisations(
        const workflows::CampusId& campus, const std::string& search = {}
    ) override;
    std::optional<workflows::app::Organisation> organisation(
        const workflows::CampusId& campus, const workflows::OrganisationId& id
    ) override;
    void save(const workflows::CampusId& campus, const workflows::app::Organisation& organisation)
        override;
    bool add(const workflows::CampusId& campus, const workflows::app::Organisation& record)
        override;
    bool replace(
        const workflows::CampusId& campus,
        const workflows::app::Organisation& seen,
        const workflows::app::Organisation& record
    ) override;
    std::vector<workflows::app::Network> networks(const workflows::CampusId& campus) override;
    void save(const workflows::CampusId& campus, const workflows::app::Network& network) override;
    std::vector<workflows::app::Body> bodies(const workflows::CampusId& campus) override;
    std::optional<workflows::app::Body> body(
        const workflows::CampusId& campus,
        const std::string& kind,
        const std::optional<workflows::NetworkId>& network = {}
    ) override;
    void save(const workflows::CampusId& campus, const workflows::app::Body& body) override;
    bool add(const workflows::CampusId& campus, const workflows::app::Body& record) override;
    bool replace(
        const workflows::CampusId& campus,
        const workflows::app::Body& seen,
        const workflows::app::Body& record
    ) override;
    std::vector<workflows::app::Member> members(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::ConventionId>& slice = {}
    ) override;
    std::int64_t count_members(const workflows::CampusId& campus) override;

private:
    MemoryDatabase& db_;
};

/// Types are put in as values.
class MemoryTypeCatalogue : public workflows::app::TypeCatalogue {
public:
    void add(const workflows::CampusId& campus, workflows::ConventionType type);
    std::vector<std::shared_ptr<const workflows::ConventionType>> current(
        const workflows::CampusId& campus
    ) override;
    std::shared_ptr<const workflows::ConventionType> find(
        const workflows::CampusId& campus, const std::string& key, int version
    ) override;

private:
    std::map<
        std::tuple<workflows::CampusId, std::string, int>,
        std::shared_ptr<const workflows::ConventionType>>
        types_;
};

class MemoryAccounts : public workflows::app::Accounts {
public:
    explicit MemoryAccounts(MemoryDatabase& database) : db_(database) {}
    std::optional<workflows::app::Administrator> find(const std::string& login) override;
    std::optional<workflows::app::Administrator> find(const workflows::AdministratorId& id
    ) override;
    std::vector<workflows::app::Administrator> of_campus(const workflows::CampusId& campus
    ) override;
    void save(const workflows::app::Administrator& administrator) override;
    bool use_totp_step(const workflows::AdministratorId& id, std::int64_t step) override;
    void close(const workflows::AdministratorId& id) override;
    void open_session(const workflows::app::AdministratorSession& session) override;
    std::optional<workflows::app::AdministratorSession> session(
        const workflows::Sha256& token_hash, workflows::Instant now
    ) override;
    void close_session(const workflows::Sha256& token_hash) override;
    void save(const workflows::app::ApiToken& token) override;
    std::optional<workflows::app::ApiToken> token(const workflows::Sha256& token_hash) override;
    std::vector<workflows::app::ApiToken> tokens(const workflows::CampusId& campus) override;
    int count_attempt(const std::string& key, std::chrono::seconds window, workflows::Instant now)
        override;
    void give_back_attempt(const std::string& key) override;
    void forget_attempts(const std::string& prefix) override;

private:
    MemoryDatabase& db_;
};

}  // namespace contreseing::test_support
