#pragma once

#include "sql/pool.hpp"
#include "workflows/app/ports/effect_store.hpp"

namespace contreseing::sql {

/// `EffectStore` on PostgreSQL. `claim` hands out nothing while a restore waits to be
/// acknowledged (`Installation`).
class EffectStore : public workflows::app::EffectStore {
public:
    explicit EffectStore(Pool& pool) : pool_(pool) {}

    std::vector<workflows::app::Effect> claim(int limit, std::chrono::milliseconds hold) override;
    void delivered(const workflows::app::Effect& effect, const std::string& proof) override;
    void retry_later(
        const workflows::app::Effect& effect,
        const std::string& error,
        std::chrono::milliseconds delay
    ) override;
    void overtaken(const workflows::app::Effect& effect, const std::string& why) override;

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
};

/// `TimerStore` on PostgreSQL.
class TimerStore : public workflows::app::TimerStore {
public:
    explicit TimerStore(Pool& pool) : pool_(pool) {}

    std::vector<workflows::app::DueTimer> due(workflows::Instant now) override;
    std::optional<workflows::Instant> next_due() override;
    void discard(const workflows::app::DueTimer& timer) override;

private:
    Pool& pool_;
};

}  // namespace contreseing::sql
