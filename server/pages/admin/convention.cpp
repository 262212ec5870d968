#include "server/pages/admin/convention.hpp"

#include "server/pages/admin/action_table.hpp"
#include "server/pages/admin/checklist.hpp"
#include "server/pages/admin/effects.hpp"
#include "server/pages/admin/history.hpp"
#include "server/pages/admin/next.hpp"
#include "server/pages/admin/opinion.hpp"
#include "server/pages/admin/related.hpp"
#include "server/pages/admin/signing.hpp"
#include "server/pages/admin/versions.hpp"
#include "server/pages/link/act_rules.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace {

/// What may be done with the act itself and is not what comes next: what ends or withdraws
/// something comes last.
std::vector<Model> other_actions(const Dossier& dossier, const NextStep& next) {
    std::vector<Model> actions;
    for (const bool grave : {false, true}) {
        for (const auto& action : admin_actions()) {
            const auto address = dossier.action_address(action.name);
            if (action.about == About::Act && action.danger == grave &&
                dossier.allows(action.name) && next.address != address &&
                next.other_address != address) {
                actions.push_back(action_link(dossier, action.name));
            }
        }
    }
    return actions;
}

/// Empty where the campus is its only one.
std::string network_name(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    if (dossier.state().network) {
        for (const auto& network : visit.services.registry.networks(visit.campus())) {
            if (network.id == *dossier.state().network) {
                return network.name;
            }
        }
    }
    return {};
}

}  // namespace

http::Response show_convention(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    const auto& state = dossier->state();
    const auto next = next_step(*dossier);
    auto model = dossier->model(state.reference + " – " + state.title);
    model.text("done", done_words(visit))
        .text("type_title", localised(dossier->type().title, visit.locale))
        .text("next_sentence", next.sentence)
        .text("next_label", next.label)
        .text("next_address", next.address)
        .text("other_label", next.other_label)
        .text("other_address", next.other_address)
        .text("network", network_name(*dossier))
        .text("created_on", visit.format.date(state.created_at))
        .text("end_reason", state.end_reason)
        .text("in_force_on", visit.date(state.in_force_at))
        .text("last_day", state.last_day ? visit.format.day(*state.last_day) : std::string{})
        .text("informed_on", visit.date(state.body_informed_at))
        .text(
            "informed",
            visit.pages.words().count(
                visit.locale, "admin.act.informed_people", state.body_informed_recipients
            )
        )
        .flag("editable", dossier->allows("edit_draft"))
        .flag("draft_open", state.draft_open)
        .flag("frozen", state.frozen() != nullptr)
        .list(
            "rules",
            rules_model(visit.pages.words(), visit.locale, visit.format, dossier->type(), state)
        )
        .list("slots", slots_model(*dossier))
        .list("opinions", opinions_model(*dossier))
        .list("versions", versions_model(*dossier))
        .list("annexes", draft_annexes_model(*dossier))
        .list("other_actions", other_actions(*dossier, next));
    add_related(model, *dossier);
    add_checklist(model, *dossier);
    add_last_entries(model, *dossier);
    add_effects(model, *dossier);
    return visit.answer("convention", std::move(model));
}

}  // namespace contreseing::server::pages
