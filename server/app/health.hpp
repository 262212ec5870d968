#pragma once

#include "workflows/ground/instant.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace contreseing::server {

/// What a failed check means: the node cannot do its main job, or does it with less at hand.
enum class Weight { Vital, Warning };

struct CheckTerms {
    Weight weight = Weight::Vital;
    std::chrono::milliseconds keep{30'000};     ///< so long a good answer serves
    std::chrono::milliseconds patience{5'000};  ///< what has not answered by then has failed
};

/// Whether this node can do its main job now. Each check is really made, and its answer kept so
/// that a probe costs nothing: `keep` when it is good, `keep_failure` when not, for recovery to
/// show soon. Each check has a thread of its own, so that one that hangs holds up neither the
/// others nor the probe: `results` comes within `answer_within`, but for the first, and until a
/// check's patience is over its last answer stands. Thread-safe.
class Health {
public:
    /// Throws when the thing checked does not work; the text goes to the log.
    using Check = std::function<void()>;
    struct Result {
        std::string name;
        bool ok = false;
        Weight weight = Weight::Vital;
        std::string problem;  ///< for the log, not for the answer
    };

    explicit Health(
        std::chrono::milliseconds keep_failure = std::chrono::seconds(1),
        std::chrono::milliseconds answer_within = std::chrono::seconds(1)
    )
        : keep_failure_(keep_failure), answer_within_(answer_within) {}
    /// Waits for what still runs.
    ~Health();
    Health(const Health&) = delete;
    Health& operator=(const Health&) = delete;

    /// Before the first call of `results`.
    void add(std::string name, Check check, CheckTerms terms = {});
    [[nodiscard]] std::vector<Result> results();

private:
    using Clock = std::chrono::steady_clock;
    struct Named {
        Check check;
        CheckTerms terms;
        Result result;
        std::optional<Clock::time_point> answered_at;
        Clock::time_point begun_at;
        bool running = false;
        std::thread thread;
    };

    [[nodiscard]] bool is_due(const Named& named) const;
    /// Until when an answer is waited for.
    [[nodiscard]] Clock::time_point deadline_of(const Named& named) const;
    void begin(Named& named);
    void look(Named& named);

    const std::chrono::milliseconds keep_failure_;
    const std::chrono::milliseconds answer_within_;
    std::list<Named> checks_;
    std::mutex mutex_;
    std::condition_variable ended_;
};

}  // namespace contreseing::server
