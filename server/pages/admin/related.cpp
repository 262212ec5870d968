#include "server/pages/admin/related.hpp"

#include "workflows/domain/names.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace wf = workflows;
namespace app = workflows::app;

namespace {

/// « Modifie » or « Modifié par ».
Model told(const Visit& visit, std::string_view direction, wf::Relation::Kind kind) {
    Model model;
    model.text(
        "related_how",
        visit.word("admin.related." + std::string(direction) + "." + std::string(wf::name_of(kind)))
    );
    return model;
}

Model link_to(const Visit& visit, std::string_view direction, const app::RelatedAct& act) {
    auto model = told(visit, direction, act.kind);
    model.text("related_address", "/admin/conventions/" + to_string(act.id))
        .text("related_reference", act.reference)
        .text("related_stage", stage_word(visit, act.stage));
    return model;
}

}  // namespace

void add_related(Model& model, const Dossier& dossier) {
    const auto& visit = dossier.visit;
    const auto related = visit.services.conventions.related(visit.campus(), dossier.id);
    std::vector<Model> acts;
    for (const auto& relation : dossier.state().relations) {
        if (!relation.act) {
            auto act = told(visit, "to", relation.kind);
            act.text("related_elsewhere", relation.elsewhere)
                .text(
                    "related_day",
                    relation.signed_on ? visit.format.day(*relation.signed_on) : std::string{}
                );
            acts.push_back(std::move(act));
            continue;
        }
        const auto other = std::ranges::find_if(related.to, [&relation](const auto& act) {
            return act.id == *relation.act && act.kind == relation.kind;
        });
        if (other != related.to.end()) {
            acts.push_back(link_to(visit, "to", *other));
        }
    }
    for (const auto& act : related.from) {
        acts.push_back(link_to(visit, "from", act));
    }
    model.list("related", std::move(acts))
        .flag("related_cut", related.from.size() == app::kMostRelatedFrom);
}

}  // namespace contreseing::server::pages
