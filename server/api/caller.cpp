#include "server/api/caller.hpp"

#include "workflows/app/fresh_id.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

Caller authenticate(
    const http::Request& request,
    const workflows::app::Services& services,
    std::initializer_list<std::string_view> reads
) {
    constexpr std::string_view kScheme = "Bearer ";
    const auto header = request.header("authorization");
    if (!header.starts_with(kScheme)) {
        throw Unauthorised();
    }
    const auto token = header.substr(kScheme.size());
    const auto hash =
        services.digest.sha256({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
    const auto known = services.accounts.token(hash);
    if (!known || known->revoked_at) {
        throw Unauthorised();
    }
    for (const auto& field : request.query) {
        if (std::find(reads.begin(), reads.end(), field.name) == reads.end()) {
            throw BadRequest("the query parameter " + field.name + " is not known here");
        }
    }
    return {
        known->campus,
        {workflows::Actor::Kind::Administrator, "token/" + known->name, known->name, "API"},
        services.clock.now() - request.waited()};
}

workflows::ConventionId convention_of(const http::Request& request) {
    const auto id = workflows::parse_id<workflows::ConventionId>(request.param("id"));
    if (!id) {
        throw BadRequest("the address does not hold a convention's id");
    }
    return *id;
}

workflows::CommandId command_of(
    const http::Request& request, const workflows::app::Services& services
) {
    const auto key = request.header("idempotency-key");
    if (key.empty()) {
        return workflows::app::fresh_id<workflows::CommandId>(services.random);
    }
    const auto id = workflows::parse_id<workflows::CommandId>(key);
    if (!id) {
        throw BadRequest("Idempotency-Key must be a UUID");
    }
    return *id;
}

std::string fingerprint_of(
    const http::Request& request, const workflows::app::Services& services, std::string_view upload
) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    return services.secrets.fingerprint(
        request.method + ' ' + request.path + '\n' +
        (body.is_discarded() ? request.body : body.dump()) + '\n' + std::string(upload)
    );
}

workflows::app::Asked asked_by(
    const Caller& caller,
    const http::Request& request,
    const workflows::app::Services& services,
    std::string_view upload
) {
    return {
        caller.campus,
        convention_of(request),
        command_of(request, services),
        caller.actor,
        caller.received_at,
        fingerprint_of(request, services, upload)};
}

}  // namespace contreseing::server::api
