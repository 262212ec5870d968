#include "server/pages/admin_dashboard.hpp"

#include "server/http/encoding.hpp"
#include "workflows/app/start_convention.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
using http::Response;

namespace {

constexpr int kRows = 50;
constexpr int kMostStuck = 100;

app::SummaryQuery query_of(const Visit& visit) {
    const auto& asked = visit.request.query;
    app::SummaryQuery query;
    query.campus = visit.campus();
    // One more than is shown says whether there is a next page.
    query.limit = kRows + 1;
    query.stage = workflows::from_name<workflows::Stage>(asked.get("stage"));
    query.search = workflows::parse_line(asked.get("q")).value_or("");
    query.only_needing_help = asked.find("help").has_value();
    query.after = workflows::parse_id<workflows::ConventionId>(asked.get("after"));
    return query;
}

std::string address_of(const app::SummaryQuery& query, std::string_view after = {}) {
    std::string address = "/admin/?";
    if (query.stage) {
        address += "stage=" + std::string(workflows::name_of(*query.stage)) + "&";
    }
    if (query.only_needing_help) {
        address += "help=1&";
    }
    if (!query.search.empty()) {
        address += "q=" + http::percent_encode(query.search) + "&";
    }
    if (!after.empty()) {
        address += "after=" + std::string(after) + "&";
    }
    address.pop_back();
    return address;
}

std::vector<Model> stages_model(
    const Visit& visit, const app::SummaryQuery& query, std::int64_t& total
) {
    std::vector<Model> stages;
    for (const auto& [stage, count] : visit.services.conventions.count_by_stage(visit.campus())) {
        total += count;
        auto filtered = query;
        filtered.stage = stage;
        filtered.after.reset();
        Model model;
        model.text("stage_label", stage_word(visit, stage))
            .number("stage_count", count)
            .text("stage_address", address_of(filtered))
            .flag("stage_current", query.stage == stage);
        stages.push_back(std::move(model));
    }
    return stages;
}

/// Whose turn it is; while nobody is asked anything, it is the administration's.
std::string pen_words(const Visit& visit, const app::Summary& summary) {
    using workflows::Stage;
    const bool administration = summary.stage == Stage::Drafting ||
                                summary.stage == Stage::AwaitingAuthority ||
                                summary.stage == Stage::Declined;
    return administration && summary.pen_holder.empty()
               ? visit.word("admin.dashboard.administration")
               : summary.pen_holder;
}

Model row_model(const Visit& visit, const app::SummaryRow& row) {
    const auto& summary = row.summary;
    Model model;
    model.text("address", "/admin/conventions/" + to_string(row.id))
        .text("reference", summary.reference)
        .text("title", summary.title)
        .text("stage", stage_word(visit, summary.stage))
        .text("stage_name", workflows::name_of(summary.stage))
        .text("pen", pen_words(visit, summary))
        .text("since", visit.date(summary.since))
        .text("reminded", visit.date(summary.last_reminder_at))
        .text("deadline", visit.date(summary.next_deadline))
        .flag("overdue", summary.next_deadline && *summary.next_deadline < visit.now)
        .flag("needs_help", summary.needs_help)
        .text(
            "stuck",
            row.stuck_effects > 0 ? visit.pages.words().count(
                                        visit.locale, "admin.dashboard.stuck_row", row.stuck_effects
                                    )
                                  : std::string{}
        );
    return model;
}

void add_stuck(Model& model, const Visit& visit) {
    const auto waiting = visit.services.effects.unsettled(visit.campus(), {kMostStuck});
    const auto stuck = std::count_if(waiting.begin(), waiting.end(), [](const app::Effect& effect) {
        return !effect.last_error.empty();
    });
    if (stuck > 0) {
        model.text(
            "stuck_effects", visit.pages.words().count(visit.locale, "admin.dashboard.stuck", stuck)
        );
    }
}

struct NewDraft {
    std::string type;
    std::string title;
    std::vector<FieldError> errors;
};

Response new_convention_page(
    const Visit& visit, const NewDraft& draft, const std::string& command, int status
) {
    auto model = visit.model("dashboard", visit.word("admin.new.title"));
    std::vector<Model> types;
    for (const auto& type : visit.services.types.current(visit.campus())) {
        types.push_back(
            choice(type->key, localised(type->title, visit.locale), type->key == draft.type)
        );
    }
    model.list("types", std::move(types)).text("title", draft.title);
    if (!command.empty()) {
        model.text("command", command);
    }
    add_errors(model, draft.errors);
    return visit.answer("new", std::move(model), status);
}

}  // namespace

Response show_dashboard(const Visit& visit) {
    const auto query = query_of(visit);
    auto rows = visit.services.conventions.list(query);
    const bool more = rows.size() > static_cast<std::size_t>(kRows);
    if (more) {
        rows.resize(kRows);
    }
    std::vector<Model> lines;
    lines.reserve(rows.size());
    for (const auto& row : rows) {
        lines.push_back(row_model(visit, row));
    }
    auto all = query;
    all.stage.reset();
    all.after.reset();
    std::int64_t total = 0;
    auto model = visit.model("dashboard", visit.word("admin.dashboard.title"));
    model.list("stages", stages_model(visit, query, total))
        .number("total", total)
        .text("all_address", address_of(all))
        .flag("all_current", !query.stage.has_value())
        .list("rows", std::move(lines))
        .text("search", query.search)
        .text("stage_name", query.stage ? workflows::name_of(*query.stage) : std::string_view{})
        .flag("help_only", query.only_needing_help)
        .flag("filtered", query.stage || query.only_needing_help || !query.search.empty());
    if (more) {
        model.text("next_address", address_of(query, to_string(rows.back().id)));
    }
    if (query.after) {
        auto first = query;
        first.after.reset();
        model.text("first_address", address_of(first));
    }
    add_stuck(model, visit);
    return visit.answer("dashboard", std::move(model));
}

Response show_new_convention(const Visit& visit) {
    return new_convention_page(visit, {}, {}, 200);
}

Response start_new_convention(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& form = std::get<AdminForm>(read);
    NewDraft draft;
    draft.type = form.fields.get("type");
    draft.title = form.fields.get("title");
    const auto form_id = to_string(form.form);
    const auto title = workflows::parse_line(draft.title);
    if (draft.type.empty()) {
        draft.errors.push_back({"type", visit.word("admin.new.type_missing")});
    }
    if (!title || title->empty()) {
        draft.errors.push_back({"title", visit.word("admin.invalid.title")});
    }
    if (!draft.errors.empty()) {
        return new_convention_page(visit, draft, form_id, 422);
    }
    const auto outcome = app::start_convention(
        visit.services.engine,
        visit.services.registry,
        visit.services.types,
        {visit.campus(), form.command, visit.actor(), visit.now, draft.type, *title}
    );
    if (!outcome) {
        draft.errors.push_back({"type", refusal_words(visit, outcome.error())});
        return new_convention_page(visit, draft, form_id, 422);
    }
    return Response::redirect(
        "/admin/conventions/" + to_string(outcome->state.id) + "/edit?done=started"
    );
}

}  // namespace contreseing::server::pages
