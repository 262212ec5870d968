#pragma once

#include "sql/pool.hpp"
#include "sql/stage_counts.hpp"
#include "sql/state_cache.hpp"
#include "workflows/app/mail_versions.hpp"
#include "workflows/app/ports/convention_store.hpp"
#include "workflows/app/ports/outside.hpp"

#include <memory>
#include <utility>

namespace contreseing::sql {

/// What stores of one process on one database know together.
struct ConventionMemory {
    StateCache states{1000};
    StageCounts counts;
};

/// `ConventionStore` on PostgreSQL. `random` makes the salts of personal values, `digest` the
/// commitments and the chain of the journal (docs/adr/0003).
class ConventionStore : public workflows::app::ConventionStore {
public:
    ConventionStore(
        Pool& pool,
        workflows::app::Digest& digest,
        workflows::app::Random& random,
        std::shared_ptr<ConventionMemory> memory
    )
        : pool_(pool),
          digest_(digest),
          random_(random),
          memory_(std::move(memory)),
          states_(memory_->states),
          counts_(memory_->counts) {}

    /// The words that messages are written in from now on; the first of each kind when it was never
    /// called. Before the store is shared.
    void write_mails_in(workflows::app::MailVersions newest) { mail_versions_ = std::move(newest); }

    std::optional<workflows::app::Loaded> load(
        const workflows::CampusId& campus,
        const workflows::ConventionId& id,
        const workflows::CommandId& command
    ) override;
    std::optional<workflows::app::Loaded> recall(
        const workflows::CampusId& campus,
        const workflows::ConventionId& id,
        const workflows::CommandId& command
    ) override;
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
    /// What a committed transition changes in what is kept here.
    void keep(const workflows::app::Transition& transition, const workflows::Sha256& head);

    Pool& pool_;
    workflows::app::Digest& digest_;
    workflows::app::Random& random_;
    workflows::app::MailVersions mail_versions_;
    std::shared_ptr<ConventionMemory> memory_;
    StateCache& states_;
    StageCounts& counts_;
};

}  // namespace contreseing::sql
