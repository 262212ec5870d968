#pragma once

#include "workflows/app/ports/slice.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/domain/ids.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows::app {

/// A message that is to leave: unique by (campus, convention, seq, n), written by the transition
/// that caused it (docs/architecture.md).
struct EffectKey {
    CampusId campus;
    ConventionId convention;
    int seq = 0;  ///< journal entry that caused it
    int n = 0;
    auto operator<=>(const EffectKey&) const = default;
};

enum class EffectStatus { Pending, Delivered, Abandoned, Overtaken };

struct Effect {
    EffectKey key;
    Message message;
    int template_version = 1;
    EffectStatus status = EffectStatus::Pending;
    int attempts = 0;
    Instant created_at;
    std::optional<Instant> next_try_at;
    std::optional<Instant> settled_at;
    std::string last_error;  ///< what the mail server said, or why it was abandoned
    std::string proof;       ///< final reply of the mail server
    std::int64_t lease_epoch = 0;
};

/// Claimable effects. Claims use the database's clock only.
class EffectStore {
public:
    virtual ~EffectStore() = default;
    /// Takes up to `limit` due effects for `hold`; an effect whose holder died comes back.
    virtual std::vector<Effect> claim(int limit, std::chrono::milliseconds hold) = 0;
    /// Each of the next three does nothing when the claim was lost (`lease_epoch`).
    virtual void delivered(const Effect& effect, const std::string& proof) = 0;
    virtual void retry_later(
        const Effect& effect, const std::string& error, std::chrono::milliseconds delay
    ) = 0;
    virtual void overtaken(const Effect& effect, const std::string& why) = 0;

    /// In the order they were written.
    virtual std::vector<Effect> of_convention(
        const CampusId& campus, const ConventionId& id, const Slice<EffectKey>& slice = {}
    ) = 0;
    /// What has not left yet, the oldest first: an order that no further try changes, so that
    /// nothing slips between two pages.
    virtual std::vector<Effect> unsettled(
        const CampusId& campus, const Slice<EffectKey>& slice
    ) = 0;
    virtual bool retry_now(const EffectKey& key) = 0;
    virtual bool abandon(const EffectKey& key, const std::string& reason) = 0;
};

/// A due timer as claimed.
struct DueTimer {
    CampusId campus;
    ConventionId convention;
    Timer timer;
};

class TimerStore {
public:
    virtual ~TimerStore() = default;
    /// Due timers, oldest first, at most 100, of instances nobody else is firing. `now` comes
    /// from the (possibly virtual) clock.
    virtual std::vector<DueTimer> due(Instant now) = 0;
    virtual std::optional<Instant> next_due() = 0;
    /// Forgets a timer that the state does not wait for (any more): left due, a hundred such rows
    /// would keep every other from being seen. Nothing when it was armed again meanwhile.
    virtual void discard(const DueTimer& timer) = 0;
};

}  // namespace contreseing::workflows::app
