#include "server/app/metrics.hpp"

#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace contreseing::server {

struct Metrics::Parts {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Histogram>& requests =
        prometheus::BuildHistogram()
            .Name("contreseing_http_request_seconds")
            .Help("From arrival to answer, by route and class of status")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& messages = prometheus::BuildCounter()
                                                            .Name("contreseing_messages_total")
                                                            .Help("Delivery attempts by outcome")
                                                            .Register(registry);
    prometheus::Counter& timers = prometheus::BuildCounter()
                                      .Name("contreseing_timers_fired_total")
                                      .Help("Timers that led to an event")
                                      .Register(registry)
                                      .Add({});
    std::mutex mutex;
    std::map<std::string, prometheus::Histogram*, std::less<>> by_route;
    std::vector<std::function<void()>> asked;  ///< each sets its gauges
};

Metrics::Metrics() : parts_(std::make_unique<Parts>()) {}
Metrics::~Metrics() = default;

void Metrics::finished(const http::Finished& request) {
    const auto status = std::to_string(request.status / 100) + "xx";
    const auto route = request.route.empty() ? std::string("none") : std::string(request.route);
    const auto key = std::string(request.method) + " " + route + " " + status;
    const std::lock_guard lock(parts_->mutex);
    auto& histogram = parts_->by_route[key];
    if (histogram == nullptr) {
        histogram = &parts_->requests.Add(
            {{"method", std::string(request.method)}, {"route", route}, {"status", status}},
            prometheus::Histogram::BucketBoundaries{
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}
        );
    }
    histogram->Observe(request.seconds);
}

void Metrics::gauge(
    const std::string& name, const std::string& help, std::function<double()> value
) {
    auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(parts_->registry).Add({});
    const std::lock_guard lock(parts_->mutex);
    parts_->asked.emplace_back([&gauge, value = std::move(value)] { gauge.Set(value()); });
}

void Metrics::gauges(
    const std::string& name,
    const std::string& help,
    const std::string& label,
    std::function<std::map<std::string, double>()> values
) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(parts_->registry);
    std::map<std::string, prometheus::Gauge*> known;
    const std::lock_guard lock(parts_->mutex);
    parts_->asked.emplace_back([&family, label, known, values = std::move(values)]() mutable {
        auto now = values();
        for (const auto& [which, gauge] : known) {
            now.emplace(which, 0);
        }
        for (const auto& [which, value] : now) {
            auto& gauge = known[which];
            gauge = gauge != nullptr ? gauge : &family.Add({{label, which}});
            gauge->Set(value);
        }
    });
}

void Metrics::message(const std::string& outcome) {
    parts_->messages.Add({{"outcome", outcome}}).Increment();
}

void Metrics::timer_fired(int count) {
    parts_->timers.Increment(count);
}

std::string Metrics::text() {
    {
        const std::lock_guard lock(parts_->mutex);
        for (auto& asked : parts_->asked) {
            asked();
        }
    }
    return prometheus::TextSerializer().Serialize(parts_->registry.Collect());
}

}  // namespace contreseing::server
