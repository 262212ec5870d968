#pragma once

#include "workflows/app/ports/slice.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/ground/ids.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
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

/// Two queues: what waits in one never makes the other wait.
enum class Lane {
    Awaited,  ///< somebody looks at a page until it comes
    Ordinary
};
constexpr Lane lane_of(MessageKind kind) {
    return kind == MessageKind::Code || kind == MessageKind::NewLink ? Lane::Awaited
                                                                     : Lane::Ordinary;
}

/// The end of a claim.
struct Settlement {
    enum class Kind {
        Delivered,  ///< `text` is the proof
        Overtaken,  ///< `text` says why it says nothing useful any more
        PutOff,     ///< `text` is the error; tried again after `delay`
        GivenBack   ///< not tried: due as before, and the claim does not count as a try
    };
    EffectKey key;
    std::int64_t lease_epoch = 0;
    Kind kind = Kind::GivenBack;
    std::string text;
    std::chrono::milliseconds delay{0};
};

inline Settlement settlement_of(
    const Effect& effect,
    Settlement::Kind kind,
    std::string text = {},
    std::chrono::milliseconds delay = {}
) {
    return {effect.key, effect.lease_epoch, kind, std::move(text), delay};
}

/// What waits, by kind.
struct Waiting {
    MessageKind kind{};
    std::int64_t due = 0;      ///< could leave now
    std::int64_t put_off = 0;  ///< failed, and waits for its next try
    /// How long the one that could leave first has waited, by the database's clock.
    std::chrono::milliseconds late{0};
    Instant since;  ///< the act that caused the oldest of both
};

/// Claimable effects. Claims use the database's clock only.
class EffectStore {
public:
    virtual ~EffectStore() = default;
    /// Takes up to `limit` due effects of a lane (16 at most) for `hold`, the oldest first; an
    /// effect whose holder died comes back.
    virtual std::vector<Effect> claim(Lane lane, int limit, std::chrono::milliseconds hold) = 0;
    /// All or none, each but those whose claim was lost (`lease_epoch`).
    virtual void settle(const std::vector<Settlement>& settlements) = 0;
    /// Ends every claim that this server holds in a lane: one whose answer was lost is known to
    /// nobody. The caller has none in hand.
    virtual void give_back(Lane lane) = 0;
    /// In one campus, or in all of them.
    virtual std::vector<Waiting> waiting(const std::optional<CampusId>& campus) = 0;

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
    /// Due timers of the kinds that a part knows, oldest first, at most 100, of instances nobody else is firing. `now` comes
    /// from the (possibly virtual) clock.
    virtual std::vector<DueTimer> due(Instant now) = 0;
    virtual std::optional<Instant> next_due() = 0;
    /// Kinds of due timers that no part knows, at most 10: `due` gives none of them, they stay.
    virtual std::vector<std::string> unknown(Instant now) = 0;
    /// Forgets a timer that the state does not wait for (any more): left due, a hundred such rows
    /// would keep every other from being seen. Nothing when it was armed again meanwhile.
    virtual void discard(const DueTimer& timer) = 0;
};

}  // namespace contreseing::workflows::app
