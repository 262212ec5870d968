#pragma once

#include "server/http/server.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace contreseing::server {

/// What `/metrics` shows, in the text format of Prometheus. Thread-safe.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void finished(const http::Finished& request);
    /// A value asked for when the page is read.
    void gauge(const std::string& name, const std::string& help, std::function<double()> value);
    /// The same, one for each value of `label`; one that is not given any more becomes 0.
    void gauges(
        const std::string& name,
        const std::string& help,
        const std::string& label,
        std::function<std::map<std::string, double>()> values
    );
    void message(const std::string& outcome);
    void timer_fired(int count);
    [[nodiscard]] std::string text();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace contreseing::server
