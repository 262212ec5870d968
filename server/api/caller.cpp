#include "server/api/caller.hpp"

#include "server/http/encoding.hpp"
#include "workflows/app/fresh_id.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

namespace {

/// The token of `Bearer TOKEN`; the scheme in any case, blanks after it.
/// Source: RFC 9110 11.1 and 11.4, RFC 6750 2.1.
std::string_view bearer_token(std::string_view header) {
    constexpr std::string_view kScheme = "Bearer";
    if (!http::equals_ignoring_case(header.substr(0, kScheme.size()), kScheme)) {
        throw Unauthorised();
    }
    const auto rest = header.substr(kScheme.size());
    const auto token = rest.find_first_not_of(' ');
    if (token == 0 || token == std::string_view::npos) {
        throw Unauthorised();
    }
    return rest.substr(token);
}

}  // namespace

Caller authenticate(
    const http::Request& request,
    const workflows::app::Services& services,
    std::initializer_list<std::string_view> reads
) {
    const auto token = bearer_token(request.header("authorization"));
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

std::optional<std::string_view> asked(const http::Request& request, std::string_view name) {
    const auto value = request.query.find(name);
    if (value && value->empty()) {
        throw BadRequest("the query parameter " + std::string(name) + " is empty: leave it out");
    }
    if (request.query.all(name).size() > 1) {
        throw BadRequest("the query parameter " + std::string(name) + " comes more than once");
    }
    return value;
}

workflows::ConventionId convention_of(const http::Request& request) {
    const auto id = workflows::parse_id<workflows::ConventionId>(request.param("id"));
    if (!id) {
        throw BadRequest("the address does not hold a convention's id, which is a UUID");
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
