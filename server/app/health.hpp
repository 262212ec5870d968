#pragma once

#include "workflows/domain/instant.hpp"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::server {

/// What a failed check means: the node cannot do its main job, or does it with less at hand.
enum class Weight { Vital, Warning };

/// Whether this node can do its main job now. Each check is really made, and its answer kept so
/// that a probe costs nothing: 30 s when all is well, `keep_failure` when not, for recovery to
/// show soon. Thread-safe.
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

    explicit Health(std::chrono::milliseconds keep_failure = std::chrono::seconds(3))
        : keep_failure_(keep_failure) {}

    void add(std::string name, Check check, Weight weight = Weight::Vital);
    [[nodiscard]] std::vector<Result> results();

private:
    struct Named {
        std::string name;
        Check check;
        Weight weight;
    };

    std::chrono::milliseconds keep_failure_;
    std::vector<Named> checks_;
    std::mutex mutex_;
    std::vector<Result> last_;
    std::optional<std::chrono::steady_clock::time_point> checked_at_;
};

}  // namespace contreseing::server
