#pragma once

#include "server/http/router.hpp"
#include "workflows/app/services.hpp"
#include "workflows/app/work_outcome.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace contreseing::server::api {

struct ApiOptions {
    /// The OpenAPI 3.1 description, served as it is.
    std::string description;
    /// What a refusal means and the way out, for people, by its name (`not_your_turn`).
    std::function<std::string(const std::string& code)> explain;
};

/// Everything the administrators' pages do, for programs, below `/api/v1`. `services` outlives
/// the router.
void add_api(
    http::Router& router, const workflows::app::Services& services, const ApiOptions& options
);

/// The problem+json of a refusal (409, 422, 404…). `type` is `urn:contreseing:refusal:<name>`.
http::Problem problem_of(const workflows::Refused& refused, const ApiOptions& options);
/// The problem+json of a document that cannot be used (422, or 503 when trying again helps), in
/// words for programs. `field` is the one that carried it, such as `/file`; empty: none did.
http::Problem problem_of(const workflows::app::DocumentProblem& problem, std::string_view field);

/// The status that says best what a refusal is.
int status_of(workflows::Refusal refusal);

// Parts of `add_api`, by subject.
void add_convention_routes(
    http::Router& router, const workflows::app::Services& services, const ApiOptions& options
);
void add_document_routes(
    http::Router& router, const workflows::app::Services& services, const ApiOptions& options
);
void add_registry_routes(http::Router& router, const workflows::app::Services& services);
void add_effect_routes(http::Router& router, const workflows::app::Services& services);

}  // namespace contreseing::server::api
