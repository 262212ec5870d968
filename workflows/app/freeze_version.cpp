#include "workflows/app/freeze_version.hpp"

#include "workflows/domain/checks.hpp"

#include <algorithm>

namespace contreseing::workflows::app {

namespace {

// Points. Smaller, what a signature says is drawn in letters below five points, or cut.
constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kLeastWidth = 35 * kPointsPerMm;
constexpr double kLeastHeight = 14 * kPointsPerMm;

}  // namespace

std::optional<DocumentProblem> misplaced(
    const State& state, const std::vector<SignaturePlace>& places
) {
    DocumentProblem missing{"place_missing", "no signature place for a slot"};
    DocumentProblem twice{"place_twice", "several signature places for a slot"};
    DocumentProblem unknown{"place_unknown", "signature places of no slot"};
    DocumentProblem small{
        "place_too_small", "signature places of less than 35 mm by 14 mm, too small to be read"};
    for (const auto& slot : state.slots) {
        const auto count = std::count_if(places.begin(), places.end(), [&slot](const auto& place) {
            return place.slot == slot.n;
        });
        if (count == 0) {
            missing.slots.push_back(slot.n);
        } else if (count > 1) {
            twice.slots.push_back(slot.n);
        }
    }
    for (const auto& place : places) {
        if (state.slot(place.slot) == nullptr) {
            unknown.slots.push_back(place.slot);
        }
        // Not at least as large: what is no number at all is neither smaller nor larger.
        if (!(place.width >= kLeastWidth && place.height >= kLeastHeight)) {
            small.slots.push_back(place.slot);
        }
    }
    for (auto* problem : {&missing, &twice, &unknown, &small}) {
        if (!problem->slots.empty()) {
            return std::move(*problem);
        }
    }
    return std::nullopt;
}

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
    const auto described = campus_for(registry, campus, view->loaded.state.network);
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
    if (auto refused = refuse_gate(around, state, Gate::Freeze)) {
        return stop(*std::move(refused));
    }

    const auto campus = campus_for(registry, asked.campus, state.network);
    if (!campus) {
        return stop(Refusal::NotFound, "campus");
    }
    auto rendered = tools.typesetter.render(*campus, *view->type, state, false);
    if (!rendered) {
        return stop(rendered.error());
    }
    if (auto problem = misplaced(state, rendered->places)) {
        return stop(std::move(*problem));
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
    std::array<std::uint8_t, 16> salt{};
    tools.random.fill(salt);
    const auto articles = tools.typesetter.articles(*campus, *view->type, state, salt);
    tools.random.fill(command.text.document.bytes);
    command.text.sha256 = tools.digest.sha256(articles);
    tools.documents.put(
        asked.campus, command.text.document, asked.convention, articles, command.text.sha256
    );
    return outcome_of(engine.execute(asked, command));
}

}  // namespace contreseing::workflows::app
