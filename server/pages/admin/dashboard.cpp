#include "server/pages/admin/dashboard.hpp"

#include "server/http/encoding.hpp"
#include "server/pages/kit/csv.hpp"
#include "workflows/app/start_convention.hpp"
#include "workflows/app/summary_order.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
using http::Response;

namespace {

constexpr int kRows = 50;
constexpr int kMostStuck = 100;

constexpr std::string_view kBoard = "/admin/";
constexpr std::string_view kCsv = "/admin/conventions.csv";
constexpr int kCsvPage = 200;
constexpr std::size_t kCsvRows = 3'000;  // of the longest titles, still within one answer

std::optional<int> parse_year(std::string_view text) {
    const auto year = parse_whole(text);
    return year && *year >= 1900 && *year <= 9999 ? year : std::nullopt;
}

app::SummaryQuery query_of(const Visit& visit) {
    const auto& asked = visit.request.query;
    app::SummaryQuery query;
    query.campus = visit.campus();
    query.stage = workflows::from_name<workflows::Stage>(asked.get("stage"));
    query.search = workflows::parse_line(asked.get("q")).value_or("");
    query.party = workflows::parse_line(asked.get("party")).value_or("");
    if (const auto type = asked.get("type"); !type.empty()) {
        query.type_key = type;
    }
    query.year = parse_year(asked.get("year"));
    query.network = workflows::parse_id<workflows::NetworkId>(asked.get("network"));
    query.only_needing_help = asked.find("help").has_value();
    query.order = app::summary_order(asked.get("sort")).value_or(app::SummaryOrder::Newest);
    query.after = workflows::parse_id<workflows::ConventionId>(asked.get("after"));
    return query;
}

/// The address that asks `query` of `page`.
std::string address_of(std::string_view page, const app::SummaryQuery& query) {
    std::string address(page);
    auto add = [&address, separator = '?'](std::string_view name, std::string_view value) mutable {
        if (!value.empty()) {
            address += separator + std::string(name) + '=' + http::percent_encode(value);
            separator = '&';
        }
    };
    add("stage", query.stage ? workflows::name_of(*query.stage) : std::string_view{});
    add("help", query.only_needing_help ? "1" : "");
    add("q", query.search);
    add("party", query.party);
    add("type", query.type_key.value_or(""));
    add("year", query.year ? std::to_string(*query.year) : std::string{});
    add("network", query.network ? to_string(*query.network) : std::string{});
    add("sort", query.order == app::SummaryOrder::Newest ? "" : app::name_of(query.order));
    add("after", query.after ? to_string(*query.after) : std::string{});
    return address;
}

/// Titles of the kinds of act by their keys.
std::map<std::string, std::string> type_titles(const Visit& visit) {
    std::map<std::string, std::string> titles;
    for (const auto& type : visit.services.types.current(visit.campus())) {
        titles[type->key] = localised(type->title, visit.locale);
    }
    return titles;
}

void add_filters(Model& model, const Visit& visit, const app::SummaryQuery& query) {
    auto titles = type_titles(visit);
    if (query.type_key) {
        titles.try_emplace(*query.type_key, *query.type_key);  // one that is published no more
    }
    std::vector<Model> types;
    for (const auto& [key, title] : titles) {
        types.push_back(choice(key, title, query.type_key == key));
    }
    std::vector<Model> networks;
    for (const auto& network : visit.services.registry.networks(visit.campus())) {
        networks.push_back(choice(to_string(network.id), network.name, query.network == network.id)
        );
    }
    const auto year = visit.request.query.get("year");
    if (!year.empty() && !query.year) {
        add_errors(model, {{"year", visit.word("admin.dashboard.year_invalid")}});
    }
    model.list("types", std::move(types))
        .flag("several_networks", networks.size() > 1)
        .list("networks", std::move(networks))
        .list(
            "sorts",
            choices_of(
                visit, app::kSummaryOrders, "admin.dashboard.sorts", app::name_of(query.order)
            )
        )
        .text(
            "caption",
            visit.word("admin.dashboard.captions." + std::string(app::name_of(query.order)))
        )
        .text("search", query.search)
        .text("party", query.party)
        .text("year", year)
        .text("stage_name", query.stage ? workflows::name_of(*query.stage) : std::string_view{})
        .flag("help_only", query.only_needing_help)
        .flag(
            "filtered",
            query.stage || query.only_needing_help || query.type_key || query.network ||
                !year.empty() || !query.search.empty() || !query.party.empty()
        );
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
            .text("stage_address", address_of(kBoard, filtered))
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
        return effect.needs_a_person();
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
    std::string network;  ///< id, or empty
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
    std::vector<Model> networks;
    for (const auto& network : app::open_networks(visit.services.registry, visit.campus())) {
        const auto id = to_string(network.id);
        networks.push_back(choice(id, network.name, id == draft.network));
    }
    // An only one is taken.
    model.flag("several_networks", networks.size() > 1);
    model.list("types", std::move(types))
        .list("networks", std::move(networks))
        .text("title", draft.title);
    if (!command.empty()) {
        model.text("command", command);
    }
    add_errors(model, draft.errors);
    return visit.answer("new", std::move(model), status);
}

}  // namespace

Response show_dashboard(const Visit& visit) {
    auto query = query_of(visit);
    // One more than is shown says whether there is a next page.
    query.limit = kRows + 1;
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
    auto first = query;
    first.after.reset();
    auto all = first;
    all.stage.reset();
    std::int64_t total = 0;
    auto model = visit.model("dashboard", visit.word("admin.dashboard.title"));
    model.list("stages", stages_model(visit, query, total))
        .number("total", total)
        .text("all_address", address_of(kBoard, all))
        .flag("all_current", !query.stage.has_value())
        .list("rows", std::move(lines))
        .text("csv_address", address_of(kCsv, first));
    add_filters(model, visit, query);
    if (more) {
        auto next = query;
        next.after = rows.back().id;
        model.text("next_address", address_of(kBoard, next));
    }
    if (query.after) {
        model.text("first_address", address_of(kBoard, first));
    }
    add_stuck(model, visit);
    return visit.answer("dashboard", std::move(model));
}

Response export_conventions(const Visit& visit) {
    const auto titles = type_titles(visit);
    const auto day = [&visit](const std::optional<workflows::Instant>& instant) {
        const auto& zone = visit.services.engine.zone();
        return instant ? workflows::to_text(zone.local_day(*instant)) : std::string{};
    };
    std::string csv = csv_line(
        {visit.word("act.reference"),
         visit.word("admin.dashboard.col_title"),
         visit.word("admin.dashboard.type"),
         visit.word("admin.dashboard.col_stage"),
         visit.word("admin.dashboard.col_pen"),
         visit.word("admin.dashboard.col_since"),
         visit.word("admin.dashboard.col_reminded"),
         visit.word("admin.dashboard.col_deadline"),
         visit.word("admin.dashboard.col_help"),
         visit.word("admin.dashboard.col_created"),
         visit.word("admin.members.convention")}
    );
    auto query = query_of(visit);
    query.limit = kCsvPage;
    std::size_t count = 0;
    for (bool more = true; more;) {
        const auto rows = visit.services.conventions.list(query);
        for (const auto& row : rows) {
            const auto& summary = row.summary;
            const auto type = titles.find(summary.type_key);
            csv += csv_line(
                {summary.reference,
                 summary.title,
                 type == titles.end() ? summary.type_key : type->second,
                 stage_word(visit, summary.stage),
                 pen_words(visit, summary),
                 day(summary.since),
                 day(summary.last_reminder_at),
                 day(summary.next_deadline),
                 summary.needs_help ? visit.word("admin.dashboard.help") : std::string{},
                 day(row.created_at),
                 visit.services.public_url + "/admin/conventions/" + to_string(row.id)}
            );
            query.after = row.id;
        }
        count += rows.size();
        more = rows.size() == static_cast<std::size_t>(kCsvPage) && count < kCsvRows;
    }
    query.limit = 1;
    if (count == kCsvRows && !visit.services.conventions.list(query).empty()) {
        csv += csv_line(
            {visit.word("admin.dashboard.csv_goes_on"),
             visit.services.public_url + address_of(kCsv, query)}
        );
    }
    return csv_file(csv, "conventions.csv");
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
    draft.network = form.fields.get("network");
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
        {.campus = visit.campus(),
         .command = form.command,
         .actor = visit.actor(),
         .received_at = visit.now,
         .type_key = draft.type,
         .title = *title,
         .network = draft.network}
    );
    if (!outcome) {
        const bool of_network = outcome.error().subject == "network";
        draft.errors.push_back(
            of_network ? FieldError{"network", visit.word("admin.new.network_missing")}
                       : FieldError{"type", refusal_words(visit, outcome.error())}
        );
        return new_convention_page(visit, draft, form_id, 422);
    }
    return Response::redirect(
        "/admin/conventions/" + to_string(outcome->state.id) + "/edit?done=started"
    );
}

}  // namespace contreseing::server::pages
