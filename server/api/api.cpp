#include "server/api/api.hpp"

#include "server/api/caller.hpp"
#include "server/api/json_body.hpp"
#include "server/api/record_tag.hpp"
#include "server/refusals/status.hpp"
#include "workflows/domain/names.hpp"

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using workflows::Refusal;

ProblemDetails::ProblemDetails(const std::string& description)
    : by_type_(std::make_shared<const std::map<std::string, std::string>>(
          nlohmann::json::parse(description).at("x-problems")
      )) {}

std::string ProblemDetails::of(const std::string& type) const {
    const auto found = by_type_->find(type);
    return found == by_type_->end() ? std::string{} : found->second;
}

namespace {

constexpr std::string_view kRefusal = "urn:contreseing:refusal:";

http::Problem problem_of_conflict(RecordConflict::Why why) {
    http::Problem problem;
    switch (why) {
        case RecordConflict::Why::ChangedMeanwhile:
            problem.status = 412;
            problem.type = "urn:contreseing:changed-meanwhile";
            problem.title = "The record is not the one that was seen";
            break;
        case RecordConflict::Why::AlreadyMade:
            problem.status = 409;
            problem.type = "urn:contreseing:already-made";
            problem.title = "Another record was made under this Idempotency-Key";
            break;
    }
    return problem;
}

std::optional<http::Problem> problem_of_exception(const std::exception& error) {
    http::Problem problem;
    if (const auto* body = dynamic_cast<const BodyError*>(&error)) {
        problem.status = body->status();
        problem.type = "urn:contreseing:invalid-body";
        problem.title = "The request body cannot be used";
        problem.errors = body->problems();
        return problem;
    }
    if (const auto* conflict = dynamic_cast<const RecordConflict*>(&error)) {
        return problem_of_conflict(conflict->why());
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

http::Problem problem_of(const workflows::Refused& refused, const ProblemDetails& details) {
    const auto why = [&details](Refusal refusal) {
        return details.of(std::string(kRefusal) + std::string(workflows::name_of(refusal)));
    };
    http::Problem problem;
    problem.status = status_of(refused.refusal);
    problem.title = workflows::name_of(refused.refusal);
    problem.type = std::string(kRefusal) + problem.title;
    problem.detail = why(refused.refusal);
    if (!refused.subject.empty()) {
        problem.errors.push_back({refused.subject, problem.detail});
    }
    for (const auto& further : refused.also) {
        problem.errors.push_back({further.subject, why(further.refusal)});
    }
    return problem;
}

http::Response not_found(const ProblemDetails& details, std::string what) {
    return to_response(problem_of({Refusal::NotFound, std::move(what)}, details));
}

void add_api(
    http::Router& router,
    const workflows::app::Services& services,
    const std::string& description
) {
    const ProblemDetails details(description);
    router.map_errors([details](const std::exception& error) {
        auto problem = problem_of_exception(error);
        if (problem) {
            problem->detail = details.of(problem->type);
        }
        return problem;
    });
    router.get(
        "/api/v1/openapi.json",
        [description](const http::Request&) { return http::Response::json(description); },
        http::Lane::Plain
    );
    add_convention_routes(router, services, details);
    add_document_routes(router, services, details);
    add_registry_routes(router, services, details);
    add_effect_routes(router, services, details);
}

}  // namespace contreseing::server::api
