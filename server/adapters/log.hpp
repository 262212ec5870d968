#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace spdlog {
class logger;
}

namespace contreseing::server {

/// One JSON object a line on standard output: `at`, `level`, `event` and its fields. Values are
/// escaped, so no text can forge a line. Never give it a link, code, password, document or whole
/// e-mail address. Thread-safe.
class Log {
public:
    using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    Log();
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void info(std::string_view event, Fields fields = {});
    void warn(std::string_view event, Fields fields = {});
    void error(std::string_view event, Fields fields = {});

private:
    void write(std::string_view level, std::string_view event, Fields fields);
    std::shared_ptr<spdlog::logger> logger_;
};

/// The names of what is logged, each explained to the operator in `docs/operations.md`.
namespace log_events {
inline constexpr std::string_view kStarted = "server.started";
inline constexpr std::string_view kStopping = "server.stopping";
inline constexpr std::string_view kStopped = "server.stopped";
inline constexpr std::string_view kStuck = "server.stuck";
inline constexpr std::string_view kRequestFailed = "request.failed";
inline constexpr std::string_view kJobFailed = "job.failed";
inline constexpr std::string_view kTemplateFailed = "template.failed";
inline constexpr std::string_view kOldSnapshot = "database.old_snapshot";
inline constexpr std::string_view kUnknownTimer = "timer.unknown";
inline constexpr std::string_view kNotReady = "health.not_ready";
}  // namespace log_events

}  // namespace contreseing::server
