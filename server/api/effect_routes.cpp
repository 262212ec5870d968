#include "server/api/api.hpp"
#include "server/api/body_reader.hpp"
#include "server/api/caller.hpp"
#include "server/api/paging.hpp"
#include "server/api/views.hpp"
#include "workflows/app/effect_key.hpp"
#include "workflows/app/inform_body.hpp"

#include <algorithm>

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

/// Done, or why not: there is no such message, or it no longer waits.
http::Response settled(
    bool changed, const Services& services, const EffectKey& key, const ProblemDetails& details
) {
    if (changed) {
        return http::Response::no_content();
    }
    const auto all = services.effects.of_convention(key.campus, key.convention);
    if (std::none_of(all.begin(), all.end(), [&key](const Effect& effect) {
            return effect.key == key;
        })) {
        return not_found(details, "message");
    }
    http::Problem problem;
    problem.status = 409;
    problem.type = "urn:contreseing:message-settled";
    problem.title = "This message no longer waits";
    problem.detail = details.of(problem.type);
    return to_response(problem);
}

http::Response list_of_convention(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services, {"limit", "cursor"});
    const auto slice = slice_of_effects(request, caller);
    const auto id = convention_of(request);
    const auto effects = services.effects.of_convention(caller.campus, id, slice);
    if (effects.empty() && !services.engine.view(caller.campus, id)) {
        return not_found(details, "convention");
    }
    return page(effects, slice.limit);
}

}  // namespace

void add_effect_routes(
    http::Router& router, const Services& services, const ProblemDetails& details
) {
    router.get("/api/v1/effects", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services, {"limit", "cursor"});
        const auto slice = slice_of_effects(request, caller);
        return page(services.effects.unsettled(caller.campus, slice), slice.limit);
    });
    router.get(
        "/api/v1/conventions/:id/effects",
        [&services, details](const http::Request& request) {
            return list_of_convention(request, services, details);
        }
    );
    router.post(
        "/api/v1/conventions/:id/effects/:seq/:n/retry",
        [&services, details](const http::Request& request) {
            const auto caller = authenticate(request, services);
            JsonBody(request.body).finish();
            const auto key = key_of(request, caller);
            return settled(services.effects.retry_now(key), services, key, details);
        }
    );
    router.post(
        "/api/v1/conventions/:id/effects/:seq/:n/abandon",
        [&services, details](const http::Request& request) {
            const auto caller = authenticate(request, services);
            JsonBody body(request.body);
            const auto reason = read_body<GiveUp>(body).reason;
            body.finish();
            const auto key = key_of(request, caller);
            const bool changed = workflows::app::abandon_message(
                workflows::app::informing(services), key, reason
            );
            return settled(changed, services, key, details);
        }
    );
}

}  // namespace contreseing::server::api
