#include "server/api/api.hpp"
#include "server/api/caller.hpp"
#include "server/api/json_body.hpp"
#include "server/api/views.hpp"
#include "workflows/app/inform_body.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::app::Effect;
using workflows::app::Services;

namespace {

constexpr int kMostEffects = 200;

http::Response list(const std::vector<Effect>& effects) {
    json shown{{"items", json::array()}};
    for (const auto& effect : effects) {
        shown["items"].push_back(effect_view(effect));
    }
    return http::Response::json(shown.dump());
}

int number_of(const http::Request& request, std::string_view name) {
    const auto text = request.param(name);
    int value = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || value < 0) {
        throw BadRequest("the address does not name a message");
    }
    return value;
}

workflows::app::EffectKey key_of(const http::Request& request, const Caller& caller) {
    return {
        caller.campus, convention_of(request), number_of(request, "seq"), number_of(request, "n")};
}

http::Response settled(bool changed) {
    if (changed) {
        return http::Response::no_content();
    }
    http::Problem problem;
    problem.status = 409;
    problem.title = "This message does not exist or no longer waits";
    return to_response(problem);
}

}  // namespace

void add_effect_routes(http::Router& router, const Services& services) {
    router.get("/api/v1/effects", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services);
        return list(services.effects.unsettled(caller.campus, kMostEffects));
    });
    router.get("/api/v1/conventions/:id/effects", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services);
        return list(services.effects.of_convention(caller.campus, convention_of(request)));
    });
    router.post(
        "/api/v1/conventions/:id/effects/:seq/:n/retry",
        [&services](const http::Request& request) {
            const auto caller = authenticate(request, services);
            JsonBody(request.body).finish();
            return settled(services.effects.retry_now(key_of(request, caller)));
        }
    );
    router.post(
        "/api/v1/conventions/:id/effects/:seq/:n/abandon",
        [&services](const http::Request& request) {
            const auto caller = authenticate(request, services);
            JsonBody body(request.body);
            const auto reason = body.fields().line("reason");
            body.finish();
            return settled(workflows::app::abandon_message(
                workflows::app::informing(services), key_of(request, caller), reason
            ));
        }
    );
}

}  // namespace contreseing::server::api
