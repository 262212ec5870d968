#include "workflows/app/freeze_version.hpp"

#include <algorithm>

namespace contreseing::workflows::app {

namespace {

const ChecklistItem* first_blocking(const std::vector<ChecklistItem>& items) {
    const auto found = std::find_if(items.begin(), items.end(), [](const ChecklistItem& item) {
        return item.blocks();
    });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

WorkOutcome<Bytes> preview(
    Engine& engine,
    Registry& registry,
    Typesetter& typesetter,
    const CampusId& campus,
    const ConventionId& convention
) {
    const auto view = engine.view(campus, convention);
    if (!view) {
        return stop(Refusal::NotFound, "convention");
    }
    const auto described = registry.campus(campus);
    if (!described) {
        return stop(Refusal::NotFound, "campus");
    }
    auto rendered = typesetter.render(*described, *view->type, view->loaded.state, true);
    if (!rendered) {
        return stop(rendered.error());
    }
    return std::move(rendered->pdf);
}

WorkOutcome<Outcome> freeze_version(
    Engine& engine, Registry& registry, const FreezingTools& tools, const Asked& asked
) {
    auto view = engine.view(asked.campus, asked.convention, asked.command);
    if (!view) {
        return stop(Refusal::NotFound, "convention");
    }
    const auto& state = view->loaded.state;
    if (auto done = Engine::replay(asked, *view)) {
        return outcome_of(*std::move(done));
    }
    if (!state.draft_open || state.stage != Stage::Drafting) {
        return stop(Refusal::DraftIsFrozen);
    }
    const auto around = engine.surroundings(*view->type, asked.campus, asked.received_at);
    const auto items = draft_checklist(around, state);
    if (const auto* blocking = first_blocking(items)) {
        return stop(Refusal::ChecklistBlocks, blocking->key());
    }

    const auto campus = registry.campus(asked.campus);
    if (!campus) {
        return stop(Refusal::NotFound, "campus");
    }
    auto rendered = tools.typesetter.render(*campus, *view->type, state, false);
    if (!rendered) {
        return stop(rendered.error());
    }
    auto ingested = tools.ingest.prepare(rendered->pdf, rendered->places);
    if (!ingested) {
        return stop(ingested.error());
    }
    const auto certified = tools.desk.seal(ingested->pdf, asked.received_at);

    FreezeVersion command;
    command.from_events = state.events;
    tools.random.fill(command.document.bytes);
    command.sha256 = tools.digest.sha256(certified);
    command.pages = ingested->pages;
    tools.documents.put(
        asked.campus, command.document, asked.convention, certified, command.sha256
    );
    return outcome_of(engine.execute(asked, command));
}

}  // namespace contreseing::workflows::app
