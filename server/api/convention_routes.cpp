#include "server/api/actions.hpp"
#include "server/api/api.hpp"
#include "server/api/body_reader.hpp"
#include "server/api/caller.hpp"
#include "server/api/paging.hpp"
#include "server/api/views.hpp"
#include "workflows/app/request_opinion.hpp"
#include "workflows/app/start_convention.hpp"
#include "workflows/app/summary_order.hpp"
#include "workflows/domain/checks.hpp"
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
    const ProblemDetails& details,
    const workflows::CampusId& campus,
    const Expected<workflows::app::Outcome, workflows::Refused>& outcome,
    int status = 200
) {
    if (!outcome) {
        return to_response(problem_of(outcome.error(), details));
    }
    const auto around = surroundings(services, campus, *outcome->type, outcome->state);
    auto view = convention_view(around, outcome->state);
    view["journal_head"] = to_hex(outcome->head);
    return http::Response::json(view.dump(), status);
}

/// One line of text out of the query; empty when `value` is none.
std::string line_of(
    const http::Request& request,
    std::string_view name,
    std::size_t most,
    std::optional<std::string_view> value
) {
    const auto line = workflows::parse_line(value.value_or(""), most);
    if (!line || request.query.all(name).size() > 1) {
        throw BadRequest(
            std::string(name) + " must be one line of text of at most " + std::to_string(most) +
            " characters, and come once"
        );
    }
    return *line;
}

http::Response list_conventions(const http::Request& request, const Services& services) {
    const auto caller = authenticate(
        request,
        services,
        {"q", "party", "stage", "type", "year", "network", "needs_help", "sort", "limit", "cursor"}
    );
    workflows::app::SummaryQuery query;
    query.campus = caller.campus;
    const auto slice =
        slice_of<workflows::ConventionId>(request, workflows::parse_id<workflows::ConventionId>);
    query.limit = slice.limit;
    query.after = slice.after;
    query.search = line_of(request, "q", 200, request.query.find("q"));
    query.party = line_of(request, "party", 200, asked(request, "party"));
    if (const auto needs_help = asked(request, "needs_help")) {
        if (*needs_help != "true" && *needs_help != "false") {
            throw BadRequest("needs_help must be true or false");
        }
        query.only_needing_help = *needs_help == "true";
    }
    if (const auto stage = asked(request, "stage")) {
        query.stage = workflows::from_name<workflows::Stage>(*stage);
        if (!query.stage) {
            throw BadRequest("stage is not one of the stages of a convention");
        }
    }
    if (const auto type = asked(request, "type")) {
        query.type_key = line_of(request, "type", 60, type);
    }
    if (const auto year = asked(request, "year")) {
        query.year = whole_number(*year, 1900, 9999);
        if (!query.year) {
            throw BadRequest("year must be a year such as 2026");
        }
    }
    if (const auto network = asked(request, "network")) {
        query.network = workflows::parse_id<workflows::NetworkId>(*network);
        if (!query.network) {
            throw BadRequest("network must be the id of one of the campus's networks");
        }
    }
    if (const auto sort = asked(request, "sort")) {
        const auto order = workflows::app::summary_order(*sort);
        if (!order) {
            throw BadRequest("sort must be newest, title or deadline");
        }
        query.order = *order;
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
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    auto asked = read_body<NewConvention>(body);
    body.finish();
    workflows::app::NewConvention wanted;
    wanted.type_key = std::move(asked.type);
    wanted.title = std::move(asked.title);
    wanted.network = std::move(asked.network);
    wanted.relations = std::move(asked.relations);
    wanted.campus = caller.campus;
    wanted.command = command_of(request, services);
    wanted.actor = caller.actor;
    wanted.received_at = caller.received_at;
    wanted.fingerprint = fingerprint_of(request, services);
    const auto outcome = workflows::app::start_convention(
        services.engine, services.registry, services.types, wanted
    );
    return answer(services, details, caller.campus, outcome, 201);
}

/// The view of the convention in the address; 404 as a refusal would.
std::optional<Engine::View> view_of(
    const http::Request& request, const Services& services, const Caller& caller
) {
    return services.engine.view(caller.campus, convention_of(request));
}

http::Response show_convention(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    const auto view = view_of(request, services, caller);
    if (!view) {
        return not_found(details, "convention");
    }
    const auto& state = view->loaded.state;
    auto shown = convention_view(surroundings(services, caller.campus, *view->type, state), state);
    shown["journal_head"] = to_hex(view->loaded.head);
    shown["related_from"] =
        related_from_view(services.conventions.related(caller.campus, state.id));
    return http::Response::json(shown.dump());
}

http::Response show_checklist(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    const auto view = view_of(request, services, caller);
    if (!view) {
        return not_found(details, "convention");
    }
    const auto& state = view->loaded.state;
    const auto around = surroundings(services, caller.campus, *view->type, state);
    const json shown{
        {"draft", checklist_view(workflows::checks_of(around, state, workflows::Gate::Freeze))},
        {"signature", checklist_view(workflows::checks_of(around, state, workflows::Gate::Round))}};
    return http::Response::json(shown.dump());
}

http::Response show_journal(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services, {"limit", "cursor"});
    const auto slice = slice_of<int>(request, [](std::string_view cursor) {
        return whole_number(cursor, 0, std::numeric_limits<int>::max() - 1);
    });
    const auto entries = services.conventions.journal(caller.campus, convention_of(request), slice);
    // Every convention has a first entry: only a later page may be empty.
    if (entries.empty() && (!slice.after || !view_of(request, services, caller))) {
        return not_found(details, "convention");
    }
    return page_of(
        entries,
        slice.limit,
        journal_view,
        [](const workflows::app::JournalEntry& entry) { return std::to_string(entry.recorded.seq); }
    );
}

http::Response act(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    const auto command = read_action(request.param("action"), body);
    if (!command) {
        http::Problem problem;
        problem.status = 404;
        problem.type = "urn:contreseing:unknown-action";
        problem.title = "There is no such action";
        return to_response(problem);
    }
    body.finish();
    return answer(
        services,
        details,
        caller.campus,
        services.engine.execute(asked_by(caller, request, services), *command)
    );
}

http::Response ask_opinion(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    const auto asked = read_body<AskOpinion>(body);
    body.finish();
    workflows::app::OpinionAsked wanted;
    wanted.question = asked.question;
    wanted.deadline = asked.deadline;
    return answer(
        services,
        details,
        caller.campus,
        workflows::app::request_opinion(
            services.engine, services.registry, asked_by(caller, request, services), wanted
        )
    );
}

}  // namespace

void add_convention_routes(
    http::Router& router, const Services& services, const ProblemDetails& details
) {
    router.get("/api/v1/conventions", [&services](const http::Request& request) {
        return list_conventions(request, services);
    });
    router.get("/api/v1/stages", [&services](const http::Request& request) {
        return count_by_stage(request, services);
    });
    router.post("/api/v1/conventions", [&services, details](const http::Request& request) {
        return create_convention(request, services, details);
    });
    router.get("/api/v1/conventions/:id", [&services, details](const http::Request& request) {
        return show_convention(request, services, details);
    });
    router.get(
        "/api/v1/conventions/:id/checklist",
        [&services, details](const http::Request& request) {
            return show_checklist(request, services, details);
        }
    );
    router.get(
        "/api/v1/conventions/:id/journal",
        [&services, details](const http::Request& request) {
            return show_journal(request, services, details);
        }
    );
    router.post(
        "/api/v1/conventions/:id/opinion",
        [&services, details](const http::Request& request) {
            return ask_opinion(request, services, details);
        }
    );
    router.post(
        "/api/v1/conventions/:id/actions/:action",
        [&services, details](const http::Request& request) {
            return act(request, services, details);
        }
    );
}

}  // namespace contreseing::server::api
