#pragma once

#include "workflows/domain/instant.hpp"

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

/// Whether this node can do its main job now. Each check is really made, and its answer kept so
/// that a probe costs nothing: 30 s when all is well, `keep_failure` when not, for recovery to
/// show soon. What does not answer within `patience` has failed: each check has a thread of its
/// own, so that one that hangs holds up neither the others nor the probe. Thread-safe.
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
        std::chrono::milliseconds keep_failure = std::chrono::seconds(3),
        std::chrono::milliseconds patience = std::chrono::seconds(5)
    )
        : keep_failure_(keep_failure), patience_(patience) {}
    /// Waits for what still runs.
    ~Health();
    Health(const Health&) = delete;
    Health& operator=(const Health&) = delete;

    /// Before the first call of `results`.
    void add(std::string name, Check check, Weight weight = Weight::Vital);
    [[nodiscard]] std::vector<Result> results();

private:
    struct Named {
        Check check;
        Result result;
        bool running = false;
        std::thread thread;
    };

    void begin(Named& named);
    void look(Named& named);

    const std::chrono::milliseconds keep_failure_;
    const std::chrono::milliseconds patience_;
    std::list<Named> checks_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool looking_ = false;
    std::vector<Result> last_;
    std::optional<std::chrono::steady_clock::time_point> checked_at_;
};

}  // namespace contreseing::server
