#include "server/adapters/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace contreseing::server {

Log::Log()
    : logger_(std::make_shared<spdlog::logger>(
          "contreseing", std::make_shared<spdlog::sinks::stdout_sink_mt>()
      )) {
    logger_->set_pattern("{\"at\":\"%Y-%m-%dT%H:%M:%S.%fZ\",%v", spdlog::pattern_time_type::utc);
    logger_->flush_on(spdlog::level::info);
}

Log::~Log() = default;

void Log::info(std::string_view event, Fields fields) {
    write("info", event, fields);
}
void Log::warn(std::string_view event, Fields fields) {
    write("warning", event, fields);
}
void Log::error(std::string_view event, Fields fields) {
    write("error", event, fields);
}

void Log::write(std::string_view level, std::string_view event, Fields fields) {
    using Json = nlohmann::ordered_json;
    Json line;
    line["level"] = level;
    line["event"] = event;
    for (const auto& [key, value] : fields) {
        line[std::string(key)] = value;
    }
    // A byte that is no UTF-8 must not stop the line from being written.
    const auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
    logger_->info("{}", std::string_view(text).substr(1));
}

}  // namespace contreseing::server
