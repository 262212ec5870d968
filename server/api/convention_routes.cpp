#include "server/api/actions.hpp"
#include "server/api/api.hpp"
#include "server/api/caller.hpp"
#include "server/api/paging.hpp"
#include "server/api/views.hpp"
#include "workflows/app/request_opinion.hpp"
#include "workflows/app/start_convention.hpp"
#include "workflows/domain/names.hpp"

#include <limits>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::app::Engine;
using workflows::app::Services;

namespace {

workflows::Surroundings surroundings(
    const Services& services,
    const workflows::CampusId& campus,
    const workflows::ConventionType& type,
    const workflows::State& state
) {
    return services.engine.surroundings_with_body(type, state, campus, services.clock.now());
}

http::Response answer(
    const Services& services,
    const ApiOptions& options,
    const workflows::CampusId& campus,
    const Expected<workflows::app::Outcome, workflows::Refused>& outcome,
    int status = 200
) {
    if (!outcome) {
        return to_response(problem_of(outcome.error(), options));
    }
    const auto around = surroundings(services, campus, *outcome->type, outcome->state);
    auto view = convention_view(around, outcome->state);
    view["journal_head"] = to_hex(outcome->head);
    return http::Response::json(view.dump(), status);
}

http::Response list_conventions(const http::Request& request, const Services& services) {
    const auto caller = authenticate(request, services, {"q", "stage", "needs_help", "limit", "cursor"});
    workflows::app::SummaryQuery query;
    query.campus = caller.campus;
    const auto slice =
        slice_of<workflows::ConventionId>(request, workflows::parse_id<workflows::ConventionId>);
    query.limit = slice.limit;
    query.after = slice.after;
    query.search = request.query.get("q");
    const auto needs_help = request.query.get("needs_help");
    if (!needs_help.empty() && needs_help != "true" && needs_help != "false") {
        throw BadRequest("needs_help must be true or false");
    }
    query.only_needing_help = needs_help == "true";
    if (const auto stage = request.query.get("stage"); !stage.empty()) {
        query.stage = workflows::from_name<workflows::Stage>(stage);
        if (!query.stage) {
            throw BadRequest("stage is not one of the stages of a convention");
        }
    }
    return page_of(
        services.conventions.list(query),
        query.limit,
        summary_view,
        [](const workflows::app::SummaryRow& row) { return to_string(row.id); }
    );
}

http::Response count_by_stage(const http::Request& request, const Services& services) {
    const auto caller = authenticate(request, services);
    json shown{{"items", json::array()}};
    for (const auto& [stage, count] : services.conventions.count_by_stage(caller.campus)) {
        shown["items"].push_back({{"stage", workflows::name_of(stage)}, {"conventions", count}});
    }
    return http::Response::json(shown.dump());
}

http::Response create_convention(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    workflows::app::NewConvention wanted;
    wanted.type_key = body.fields().line("type", Need::Required, 60);
    wanted.title = body.fields().line("title");
    body.finish();
    wanted.campus = caller.campus;
    wanted.command = command_of(request, services);
    wanted.actor = caller.actor;
    wanted.received_at = caller.received_at;
    wanted.fingerprint = fingerprint_of(request, services);
    const auto outcome = workflows::app::start_convention(
        services.engine, services.registry, services.types, wanted
    );
    return answer(services, options, caller.campus, outcome, 201);
}

/// The view of the convention in the address; 404 as a refusal would.
std::optional<Engine::View> view_of(
    const http::Request& request, const Services& services, const Caller& caller
) {
    return services.engine.view(caller.campus, convention_of(request));
}

http::Response not_found(const ApiOptions& options) {
    return to_response(problem_of({workflows::Refusal::NotFound, "convention"}, options));
}

http::Response show_convention(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto view = view_of(request, services, caller);
    if (!view) {
        return not_found(options);
    }
    const auto& state = view->loaded.state;
    auto shown = convention_view(surroundings(services, caller.campus, *view->type, state), state);
    shown["journal_head"] = to_hex(view->loaded.head);
    return http::Response::json(shown.dump());
}

http::Response show_checklist(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto view = view_of(request, services, caller);
    if (!view) {
        return not_found(options);
    }
    const auto& state = view->loaded.state;
    const auto around = surroundings(services, caller.campus, *view->type, state);
    const json shown{
        {"draft", checklist_view(workflows::draft_checklist(around, state))},
        {"signature", checklist_view(workflows::signature_gates(around, state))}};
    return http::Response::json(shown.dump());
}

http::Response show_journal(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services, {"limit", "cursor"});
    const auto slice = slice_of<int>(request, [](std::string_view cursor) {
        return whole_number(cursor, 0, std::numeric_limits<int>::max() - 1);
    });
    const auto entries = services.conventions.journal(caller.campus, convention_of(request), slice);
    // Every convention has a first entry: only a later page may be empty.
    if (entries.empty() && (!slice.after || !view_of(request, services, caller))) {
        return not_found(options);
    }
    return page_of(
        entries,
        slice.limit,
        journal_view,
        [](const workflows::app::JournalEntry& entry) { return std::to_string(entry.recorded.seq); }
    );
}

http::Response act(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    const auto command = read_action(request.param("action"), body);
    if (!command) {
        http::Problem problem;
        problem.status = 404;
        problem.title = "There is no such action";
        return to_response(problem);
    }
    body.finish();
    return answer(
        services,
        options,
        caller.campus,
        services.engine.execute(asked_by(caller, request, services), *command)
    );
}

http::Response ask_opinion(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    workflows::app::OpinionAsked wanted;
    wanted.question = body.fields().line("question", Need::Optional, 2000);
    wanted.deadline = body.fields().instant("deadline", Need::Optional);
    body.finish();
    return answer(
        services,
        options,
        caller.campus,
        workflows::app::request_opinion(
            services.engine, services.registry, asked_by(caller, request, services), wanted
        )
    );
}

}  // namespace

void add_convention_routes(
    http::Router& router, const Services& services, const ApiOptions& options
) {
    router.get("/api/v1/conventions", [&services](const http::Request& request) {
        return list_conventions(request, services);
    });
    router.get("/api/v1/stages", [&services](const http::Request& request) {
        return count_by_stage(request, services);
    });
    router.post("/api/v1/conventions", [&services, options](const http::Request& request) {
        return create_convention(request, services, options);
    });
    router.get("/api/v1/conventions/:id", [&services, options](const http::Request& request) {
        return show_convention(request, services, options);
    });
    router.get(
        "/api/v1/conventions/:id/checklist",
        [&services, options](const http::Request& request) {
            return show_checklist(request, services, options);
        }
    );
    router.get(
        "/api/v1/conventions/:id/journal",
        [&services, options](const http::Request& request) {
            return show_journal(request, services, options);
        }
    );
    router.post(
        "/api/v1/conventions/:id/opinion",
        [&services, options](const http::Request& request) {
            return ask_opinion(request, services, options);
        }
    );
    router.post(
        "/api/v1/conventions/:id/actions/:action",
        [&services, options](const http::Request& request) {
            return act(request, services, options);
        }
    );
}

}  // namespace contreseing::server::api
