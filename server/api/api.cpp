#include "server/api/api.hpp"

#include "server/api/caller.hpp"
#include "server/api/json_body.hpp"
#include "workflows/domain/names.hpp"

namespace contreseing::server::api {

using workflows::Refusal;

int status_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::NotFound:
            return 404;
        case Refusal::InvalidValue:
        case Refusal::MissingReason:
        case Refusal::TextRequired:
        case Refusal::ConsentMissing:
        case Refusal::WrongCode:
        case Refusal::CommandReused:
            return 422;
        case Refusal::LinkExpired:
        case Refusal::LinkRevoked:
            return 410;
        case Refusal::TooSoon:
        case Refusal::CodeExhausted:
            return 429;
        default:
            return 409;
    }
}

http::Problem problem_of(const workflows::Refused& refused, const ApiOptions& options) {
    const std::string name(workflows::name_of(refused.refusal));
    http::Problem problem;
    problem.status = status_of(refused.refusal);
    problem.type = "urn:contreseing:refusal:" + name;
    problem.title = name;
    problem.detail = options.explain(name);
    if (!refused.subject.empty()) {
        problem.errors.push_back({refused.subject, problem.detail});
    }
    for (const auto& further : refused.also) {
        const std::string why(workflows::name_of(further.refusal));
        problem.errors.push_back({further.subject, options.explain(why)});
    }
    return problem;
}

namespace {

std::optional<http::Problem> problem_of_exception(const std::exception& error) {
    http::Problem problem;
    if (const auto* body = dynamic_cast<const BodyError*>(&error)) {
        problem.status = body->status();
        problem.type = "urn:contreseing:invalid-body";
        problem.title = "The request body cannot be used";
        problem.errors = body->problems();
        return problem;
    }
    if (dynamic_cast<const Unauthorised*>(&error) != nullptr) {
        problem.status = 401;
        problem.type = "urn:contreseing:unauthorised";
        problem.title = "A valid API token is needed";
        return problem;
    }
    if (const auto* bad = dynamic_cast<const BadRequest*>(&error)) {
        problem.status = 400;
        problem.type = "urn:contreseing:bad-request";
        problem.title = bad->what();
        return problem;
    }
    return std::nullopt;
}

}  // namespace

void add_api(
    http::Router& router, const workflows::app::Services& services, const ApiOptions& options
) {
    router.map_errors(problem_of_exception);
    router.get(
        "/api/v1/openapi.json",
        [description = options.description](const http::Request&) {
            return http::Response::json(description);
        },
        http::Lane::Plain
    );
    add_convention_routes(router, services, options);
    add_document_routes(router, services, options);
    add_registry_routes(router, services);
    add_effect_routes(router, services);
}

}  // namespace contreseing::server::api
