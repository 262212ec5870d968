#include "server/api/api.hpp"
#include "server/api/caller.hpp"
#include "server/api/json_body.hpp"
#include "server/api/paging.hpp"
#include "server/api/views.hpp"
#include "workflows/app/effect_key.hpp"
#include "workflows/app/inform_body.hpp"

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using workflows::app::Effect;
using workflows::app::EffectKey;
using workflows::app::Services;

namespace {

workflows::app::Slice<EffectKey> slice_of_effects(
    const http::Request& request, const Caller& caller
) {
    return slice_of<EffectKey>(request, [&caller](std::string_view cursor) {
        return workflows::app::parse_effect_key(caller.campus, cursor);
    });
}

http::Response page(const std::vector<Effect>& effects, int limit) {
    return page_of(effects, limit, effect_view, [](const Effect& effect) {
        return to_text(effect.key);
    });
}

EffectKey key_of(const http::Request& request, const Caller& caller) {
    const auto key = workflows::app::parse_effect_key(
        caller.campus,
        std::string(request.param("id")) + '/' + std::string(request.param("seq")) + '/' +
            std::string(request.param("n"))
    );
    if (!key) {
        throw BadRequest("the address does not name a message");
    }
    return *key;
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
        const auto caller = authenticate(request, services, {"limit", "cursor"});
        const auto slice = slice_of_effects(request, caller);
        return page(services.effects.unsettled(caller.campus, slice), slice.limit);
    });
    router.get("/api/v1/conventions/:id/effects", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services, {"limit", "cursor"});
        const auto slice = slice_of_effects(request, caller);
        return page(
            services.effects.of_convention(caller.campus, convention_of(request), slice),
            slice.limit
        );
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
