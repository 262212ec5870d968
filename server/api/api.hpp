#pragma once

#include "server/http/router.hpp"
#include "workflows/app/services.hpp"
#include "workflows/app/work_outcome.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace contreseing::server::api {

/// What each type of problem means and the way out, for whoever writes the program: what the
/// description says under `x-problems`. Cheap to copy.
class ProblemDetails {
public:
    /// Throws nlohmann::json::exception when the description is none.
    explicit ProblemDetails(const std::string& description);
    /// Empty for a type that is not described.
    [[nodiscard]] std::string of(const std::string& type) const;

private:
    std::shared_ptr<const std::map<std::string, std::string>> by_type_;
};

/// Everything the administrators' pages do, for programs, below `/api/v1`. `description` is the
/// OpenAPI 3.1 document, served as it is. `services` outlives the router.
void add_api(
    http::Router& router,
    const workflows::app::Services& services,
    const std::string& description
);

/// The problem+json of a refusal (409, 422, 404…). `type` is `urn:contreseing:refusal:<name>`.
http::Problem problem_of(const workflows::Refused& refused, const ProblemDetails& details);
/// 404: this campus has no such `what`.
http::Response not_found(const ProblemDetails& details, std::string what);
/// The problem+json of a document that cannot be used (422, or 503 when trying again helps), in
/// words for programs. `field` is the one that carried it, such as `/file`; empty: none did.
http::Problem problem_of(const workflows::app::DocumentProblem& problem, std::string_view field);

// Parts of `add_api`, by subject.
void add_convention_routes(
    http::Router& router, const workflows::app::Services& services, const ProblemDetails& details
);
void add_document_routes(
    http::Router& router, const workflows::app::Services& services, const ProblemDetails& details
);
void add_registry_routes(
    http::Router& router, const workflows::app::Services& services, const ProblemDetails& details
);
void add_effect_routes(
    http::Router& router, const workflows::app::Services& services, const ProblemDetails& details
);

}  // namespace contreseing::server::api
