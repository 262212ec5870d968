#include "server/pages/admin/versions.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace contreseing::server::pages {

using workflows::Slot;

namespace {

std::vector<Model> annexes_model(
    const Dossier& dossier, const std::vector<workflows::Annex>& annexes, bool removable
) {
    const auto& visit = dossier.visit;
    std::vector<Model> models;
    for (const auto& annex : annexes) {
        const auto n = std::to_string(annex.n);
        std::string kind = annex.kind;
        for (const auto& spec : dossier.type().annexes) {
            if (spec.kind == annex.kind) {
                kind = localised(spec.label, visit.locale);
            }
        }
        Model model;
        model.text("annex_title", annex.title)
            .text("annex_kind", kind)
            .text(
                "annex_pages",
                visit.pages.words().count(visit.locale, "frame.file.pages", annex.pages)
            )
            .text("annex_hash", grouped(annex.sha256))
            .text("annex_address", dossier.address + "/annex/" + n)
            .text(
                "annex_remove",
                removable ? dossier.action_address("remove_annex") + "?annex=" + n : std::string{}
            );
        models.push_back(std::move(model));
    }
    return models;
}

}  // namespace

std::vector<Model> draft_annexes_model(const Dossier& dossier) {
    const auto& state = dossier.state();
    return state.draft_open ? annexes_model(dossier, state.annexes, dossier.allows("remove_annex"))
                            : std::vector<Model>{};
}

std::vector<Model> versions_model(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    const auto& state = dossier.state();
    const bool signed_once =
        std::any_of(state.slots.begin(), state.slots.end(), [](const Slot& slot) {
            return slot.status == Slot::Status::Signed;
        });
    std::vector<Model> versions;
    for (auto version = state.versions.rbegin(); version != state.versions.rend(); ++version) {
        const auto n = std::to_string(version->n);
        Model model;
        model.text("version_n", n)
            .text("version_hash", grouped(version->sha256))
            .text("version_frozen", visit.format.date_time(version->frozen_at))
            .text(
                "version_pages",
                visit.pages.words().count(visit.locale, "frame.file.pages", version->pages)
            )
            .flag("version_current", &*version == state.frozen())
            .flag("version_signed", &*version == state.frozen() && signed_once)
            .text("version_address", dossier.address + "/versions/" + n)
            .list("version_annexes", annexes_model(dossier, version->annexes, false));
        versions.push_back(std::move(model));
    }
    return versions;
}

}  // namespace contreseing::server::pages
