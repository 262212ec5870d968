#pragma once

#include "workflows/app/ports/slice.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/ground/ids.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace contreseing::workflows::app {

/// What is to be done outside an act: unique by (campus, convention, seq, n), written by the
/// transition that caused it (docs/architecture.md).
struct EffectKey {
    CampusId campus;
    ConventionId convention;
    int seq = 0;  ///< journal entry that caused it
    int n = 0;
    auto operator<=>(const EffectKey&) const = default;
};

enum class EffectStatus {
    Pending,
    Delivered,
    Abandoned,
    Overtaken,
    Refused,  ///< by the act that was asked: never tried again, and shown until it is given up
};

// Kinds of effects, each by what its row holds.

struct Mail {
    static constexpr std::string_view kKind = "mail";
    Message message;
    int template_version = 1;
};

struct ActAsked {
    static constexpr std::string_view kKind = "follow_up";
    FollowUpSent sent;
};

/// A row that this program cannot read: of a kind, or in a form, that another one wrote.
struct Unreadable {
    std::string kind;
    std::string what;
    std::string why;
};

struct Effect {
    EffectKey key;
    std::variant<Mail, ActAsked, Unreadable> holds;
    EffectStatus status = EffectStatus::Pending;
    int attempts = 0;
    Instant created_at;
    std::optional<Instant> next_try_at;
    std::optional<Instant> settled_at;
    std::string last_error;  ///< what the other side said, or why it was abandoned
    std::string proof;       ///< final reply of the mail server, or of the act that was asked
    std::int64_t lease_epoch = 0;

    /// Null when it is of another kind.
    [[nodiscard]] const Message* message() const {
        const auto* mail = std::get_if<Mail>(&holds);
        return mail == nullptr ? nullptr : &mail->message;
    }
    [[nodiscard]] Message* message() {
        auto* mail = std::get_if<Mail>(&holds);
        return mail == nullptr ? nullptr : &mail->message;
    }
    [[nodiscard]] const FollowUpSent* follow_up() const {
        const auto* asked = std::get_if<ActAsked>(&holds);
        return asked == nullptr ? nullptr : &asked->sent;
    }
    /// It stays where people look: it failed, or was refused.
    [[nodiscard]] bool needs_a_person() const {
        return status == EffectStatus::Refused ||
               (status == EffectStatus::Pending && !last_error.empty());
    }
};

/// `mail`, `follow_up`, or what a row that cannot be read says.
inline std::string_view kind_of(const Effect& effect) {
    return std::visit(
        []<class Held>(const Held& held) -> std::string_view {
            if constexpr (requires { Held::kKind; }) {
                return Held::kKind;
            } else {
                return held.kind;
            }
        },
        effect.holds
    );
}
/// What it is of its kind: which message (`invitation`), which command (`abandon`).
std::string_view what_of(const Effect& effect);

/// Queues: what waits in one never makes another wait.
enum class Lane {
    Awaited,   ///< somebody looks at a page until it comes
    Ordinary,  ///< the other messages
    Acts       ///< from one act to another: of two between the same acts, the earlier one first
};
constexpr Lane lane_of(const MailKind& kind) {
    return kind.awaited ? Lane::Awaited : Lane::Ordinary;
}

/// The end of a claim.
struct Settlement {
    enum class Kind {
        Delivered,  ///< `text` is the proof
        Overtaken,  ///< `text` says why it says nothing useful any more
        Refused,    ///< `text` is what the act that was asked answers
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

/// What waits, by kind, messages by which they are.
struct Waiting {
    std::string kind;  ///< `invitation` of a mail, else the kind of effect: `follow_up`
    Lane lane = Lane::Ordinary;
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
    /// effect whose holder died comes back. Of `Lane::Acts` none while an earlier one from the same
    /// act to the same act waits.
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
    /// What has not left yet, and what was refused until somebody gives it up, the oldest first: an
    /// order that no further try changes, so that nothing slips between two pages.
    virtual std::vector<Effect> unsettled(
        const CampusId& campus, const Slice<EffectKey>& slice
    ) = 0;
    virtual bool retry_now(const EffectKey& key) = 0;
    /// What waits or was refused; `reason` stays as its `last_error`.
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
    /// Due timers of the kinds that a part knows, oldest first, at most 100, of instances nobody
    /// else is firing. `now` comes from the (possibly virtual) clock.
    virtual std::vector<DueTimer> due(Instant now) = 0;
    virtual std::optional<Instant> next_due() = 0;
    /// Kinds of due timers that no part knows, at most 10: `due` gives none of them, they stay.
    virtual std::vector<std::string> unknown(Instant now) = 0;
    /// Forgets a timer that the state does not wait for (any more): left due, a hundred such rows
    /// would keep every other from being seen. Nothing when it was armed again meanwhile.
    virtual void discard(const DueTimer& timer) = 0;
};

}  // namespace contreseing::workflows::app
