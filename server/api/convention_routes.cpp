#include "server/api/actions.hpp"
#include "server/api/api.hpp"
#include "server/api/caller.hpp"
#include "server/api/views.hpp"
#include "workflows/app/request_opinion.hpp"
#include "workflows/app/start_convention.hpp"
#include "workflows/domain/names.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::app::Engine;
using workflows::app::Services;

namespace {

std::vector<workflows::Contact> administrators_of(
    const Services& services, const workflows::CampusId& campus
) {
    std::vector<workflows::Contact> contacts;
    for (const auto& administrator : services.accounts.of_campus(campus)) {
        if (administrator.active) {
            contacts.push_back(administrator.contact);
        }
    }
    return contacts;
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
    auto view =
        convention_view(*outcome->type, outcome->state, administrators_of(services, campus));
    view["journal_head"] = to_hex(outcome->head);
    return http::Response::json(view.dump(), status);
}

int limit_of(const http::Request& request) {
    const auto text = request.query.get("limit");
    int limit = 50;
    if (!text.empty()) {
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), limit);
        if (problem != std::errc{} || end != text.data() + text.size() || limit < 1 ||
            limit > 200) {
            throw BadRequest("limit must be a whole number from 1 to 200");
        }
    }
    return limit;
}

http::Response list_conventions(const http::Request& request, const Services& services) {
    const auto caller = authenticate(request, services);
    workflows::app::SummaryQuery query;
    query.campus = caller.campus;
    query.limit = limit_of(request);
    query.search = request.query.get("q");
    query.only_needing_help = request.query.get("needs_help") == "true";
    if (const auto stage = request.query.get("stage"); !stage.empty()) {
        query.stage = workflows::from_name<workflows::Stage>(stage);
        if (!query.stage) {
            throw BadRequest("stage is not one of the stages of a convention");
        }
    }
    if (const auto cursor = request.query.get("cursor"); !cursor.empty()) {
        query.after = workflows::parse_id<workflows::ConventionId>(cursor);
        if (!query.after) {
            throw BadRequest("cursor is not one this server gave");
        }
    }
    const auto rows = services.conventions.list(query);
    json page{{"items", json::array()}, {"next_cursor", nullptr}};
    for (const auto& row : rows) {
        page["items"].push_back(summary_view(row));
    }
    if (static_cast<int>(rows.size()) == query.limit) {
        page["next_cursor"] = to_string(rows.back().id);
    }
    return http::Response::json(page.dump());
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
    auto shown = convention_view(
        *view->type, view->loaded.state, administrators_of(services, caller.campus)
    );
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
    const json shown{
        {"draft",
         checklist_view(workflows::draft_checklist(
             *view->type, state, administrators_of(services, caller.campus)
         ))},
        {"signature", checklist_view(workflows::signature_gates(*view->type, state))}};
    return http::Response::json(shown.dump());
}

http::Response show_journal(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto entries = services.conventions.journal(caller.campus, convention_of(request));
    if (entries.empty()) {
        return not_found(options);
    }
    json shown{{"items", json::array()}};
    for (const auto& entry : entries) {
        shown["items"].push_back(journal_view(entry));
    }
    return http::Response::json(shown.dump());
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
