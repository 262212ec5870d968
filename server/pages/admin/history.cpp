#include "server/pages/admin/history.hpp"

#include "server/pages/admin/timeline.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace contreseing::server::pages {

namespace {

constexpr int kRows = 100;

/// Entries 1 to `last`. Names are told as they were then, which the entries before say.
std::vector<TimelineEntry> told_until(const Dossier& dossier, int last) {
    const auto& visit = dossier.visit;
    return timeline_of(
        dossier, visit.services.conventions.journal(visit.campus(), dossier.id, {last, {}})
    );
}

std::string history_address(const Dossier& dossier) {
    return dossier.address + "/history";
}

}  // namespace

void add_last_entries(Model& model, const Dossier& dossier, std::size_t count) {
    const auto& visit = dossier.visit;
    const auto told = told_until(dossier, dossier.state().events);
    const auto total = static_cast<long long>(told.size());
    auto lines = lines_model(visit, told);
    std::vector<Model> last;
    std::move(
        lines.rbegin(),
        std::next(lines.rbegin(), static_cast<std::ptrdiff_t>(std::min(count, lines.size()))),
        std::back_inserter(last)
    );
    model.list("entries", std::move(last))
        .text("history_address", history_address(dossier))
        .text(
            "history_label", visit.pages.words().count(visit.locale, "admin.act.history_all", total)
        );
}

http::Response show_history(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    const int events = dossier->state().events;
    const int after =
        std::clamp(parse_whole(visit.request.query.get("after")).value_or(0), 0, events);
    auto told = told_until(*dossier, after + std::min(kRows, events - after));
    told.erase(
        told.begin(),
        std::next(
            told.begin(),
            static_cast<std::ptrdiff_t>(std::min(static_cast<std::size_t>(after), told.size()))
        )
    );
    auto model = dossier->model(visit.word("admin.history.title"));
    model.list("lines", lines_model(visit, told))
        .list("entries", entries_model(visit, told))
        .text("head", grouped(dossier->view.loaded.head));
    if (events - after > kRows) {
        model.text(
            "next_address", history_address(*dossier) + "?after=" + std::to_string(after + kRows)
        );
    }
    model.text("first_address", after > 0 ? history_address(*dossier) : std::string{});
    return visit.answer("history", std::move(model));
}

}  // namespace contreseing::server::pages
