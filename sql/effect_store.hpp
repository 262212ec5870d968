#pragma once

#include "sql/pool.hpp"
#include "sql/queue_head.hpp"
#include "workflows/app/ports/effect_store.hpp"

#include <array>

namespace contreseing::sql {

/// `EffectStore` on PostgreSQL. `claim` hands out nothing while a restore waits to be
/// acknowledged (`Installation`).
class EffectStore : public workflows::app::EffectStore {
public:
    explicit EffectStore(Pool& pool) : pool_(pool) {}

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
    Pool& pool_;
    std::array<QueueHead, 3> heads_{
        QueueHead(std::chrono::seconds(1)),
        QueueHead(std::chrono::seconds(1)),
        QueueHead(std::chrono::seconds(1))};  ///< by lane
};

/// `TimerStore` on PostgreSQL.
class TimerStore : public workflows::app::TimerStore {
public:
    explicit TimerStore(Pool& pool) : pool_(pool) {}

    std::vector<workflows::app::DueTimer> due(workflows::Instant now) override;
    std::optional<workflows::Instant> next_due() override;
    std::vector<std::string> unknown(workflows::Instant now) override;
    void discard(const workflows::app::DueTimer& timer) override;

private:
    Pool& pool_;
    QueueHead head_{std::chrono::milliseconds(0)};
};

}  // namespace contreseing::sql
