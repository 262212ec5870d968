#include "workflows/domain/fold.hpp"

namespace contreseing::workflows {

namespace {

void replace_parties(Spine& own, const std::vector<Party>& parties) {
    own.parties = parties;
    for (const auto& party : parties) {
        own.last_party_n = std::max(own.last_party_n, party.n);
    }
}

void apply(Spine& own, const Recorded& recorded) {
    std::visit(
        Overloaded{
            [&](const ConventionCreated& e) {
                own.reference = e.reference;
                own.type_key = e.type_key;
                own.type_version = e.type_version;
                own.title = e.title;
                own.created_at = recorded.received_at;
                replace_parties(own, e.parties);
                own.place = e.place;
                own.network = e.network;
                own.relations = e.relations;
            },
            [&](const DraftEdited& e) {
                replace(own.title, e.title);
                if (e.parties) {
                    replace_parties(own, *e.parties);
                }
                replace(own.place, e.place);
                replace(own.relations, e.relations);
            },
            [&](const VersionFrozen& e) {
                own.versions.push_back(e.version);
                own.draft_open = false;
            },
            [&](const VersionReopened&) { own.draft_open = true; },
            [&](const EnteredIntoForce& e) { own.place = e.place; },
            kNothing,
        },
        recorded.event
    );
    const Stage former = own.stage;
    std::visit(
        [&own]<class Happened>(const Happened&) {
            if constexpr (requires { Happened::kStage; }) {
                own.stage = Happened::kStage;
            }
        },
        recorded.event
    );
    if (own.events == 0 || own.stage != former) {
        own.stage_since = recorded.received_at;
    }
    ++own.events;
}

}  // namespace

Recorded entry_after(
    const State& before, Instant received_at, Actor actor, const CommandId& command, Event event
) {
    Recorded entry{before.events + 1, received_at, std::move(actor), command, std::move(event), {}};
    if (!before.versions.empty()) {
        entry.on = TextRef{before.versions.back().n, before.versions.back().sha256};
    }
    return entry;
}

void advance(State& state, const State& before, const Recorded& recorded) {
    apply(static_cast<Spine&>(state), recorded);
    each_part([&]<class Part>() {
        Part::apply(static_cast<typename Part::State&>(state), before, recorded);
    });
}

State evolve(State state, const Recorded& recorded) {
    const State before = state;
    advance(state, before, recorded);
    return state;
}

}  // namespace contreseing::workflows
