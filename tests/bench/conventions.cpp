#include "tests/bench/conventions.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace contreseing::bench {

using namespace workflows;
using app::Services;

namespace {

constexpr int kThreads = 8;  // as many as the pool has connections
constexpr int kSlots = 3;

template <class Id>
Id fresh(Services& services) {
    Id id;
    services.random.fill(id.bytes);
    return id;
}

/// The events of `like` up to and with the one that `until` names.
std::vector<Recorded> life_of(
    Services& services, const CampusId& campus, const ConventionId& like, Until until
) {
    std::vector<Recorded> life;
    for (auto& entry : services.conventions.journal(campus, like)) {
        life.push_back(std::move(entry.recorded));
        const auto& event = life.back().event;
        const bool last = until == Until::OpinionRequested
                              ? std::holds_alternative<OpinionRequested>(event)
                              : std::holds_alternative<SlotInvited>(event);
        if (last) {
            return life;
        }
    }
    throw std::runtime_error("the convention to copy has not lived that far");
}

void give_text(Event& event, const DocumentId& document, const Sha256& sha256) {
    if (auto* frozen = std::get_if<VersionFrozen>(&event)) {
        frozen->version.document = document;
        frozen->version.sha256 = sha256;
    } else if (auto* asked = std::get_if<OpinionRequested>(&event)) {
        asked->opinion.sha256 = sha256;
    }
}

/// As many entries at least: edits of nothing, right after the creation.
void lengthen(std::vector<Recorded>& life, std::size_t entries) {
    Recorded edit = life.front();
    edit.event = DraftEdited{};
    if (life.size() < entries) {
        life.insert(life.begin() + 1, entries - life.size(), edit);
    }
}

app::Transition first_transition(
    Services& services,
    const CampusId& campus,
    const std::vector<Recorded>& life,
    const Text& text,
    const DocumentId& document,
    int number,
    int days_ago
) {
    app::Transition transition;
    transition.campus = campus;
    transition.convention = fresh<ConventionId>(services);
    transition.received_at = life.back().received_at - std::chrono::hours(24 * days_ago);
    transition.actor = life.front().actor;
    transition.command = fresh<CommandId>(services);
    transition.after.id = transition.convention;
    std::vector<Event> events;
    for (const auto& lived : life) {
        auto event = lived.event;
        if (auto* created = std::get_if<ConventionCreated>(&event)) {
            created->reference = "BENCH-" + std::to_string(number) + "-" +
                                 to_string(transition.convention).substr(0, 8);
        }
        give_text(event, document, text.sha256);
        events.push_back(std::move(event));
    }
    app::record(transition, {std::move(events), {}, {}});
    const auto& state = transition.after;
    const auto type = services.types.find(campus, state.type_key, state.type_version);
    transition.summary = app::summarise(*type, services.engine.zone(), state);
    transition.timers_after = timers_of(*type, services.engine.zone(), state);
    return transition;
}

}  // namespace

Text certified_text(Services& services, const app::Bytes& pdf) {
    std::vector<app::SignaturePlace> places;
    for (int n = 1; n <= kSlots; ++n) {
        places.push_back({n, 1, 60, 120.0 * n, 200, 90, false});
    }
    auto clean = services.ingest.prepare(pdf, places);
    if (!clean) {
        throw std::runtime_error("ingest refuses the document: " + clean.error().code);
    }
    Text text;
    text.pdf = services.desk.seal(clean->pdf, services.clock.now());
    text.sha256 = services.digest.sha256(text.pdf);
    return text;
}

std::vector<ConventionId> prepare(
    Services& services,
    const CampusId& campus,
    const ConventionId& like,
    Until until,
    const Text& text,
    int count,
    int days_ago,
    int entries
) {
    auto life = life_of(services, campus, like, until);
    lengthen(life, static_cast<std::size_t>(entries));
    std::vector<ConventionId> ids;
    std::mutex mutex;
    std::atomic<int> next{0};
    const auto work = [&] {
        for (int number = next++; number < count; number = next++) {
            const auto document = fresh<DocumentId>(services);
            const auto transition =
                first_transition(services, campus, life, text, document, number, days_ago);
            if (!text.pdf.empty()) {
                services.documents.put(
                    campus, document, transition.convention, text.pdf, text.sha256
                );
            }
            if (services.conventions.commit(transition).kind !=
                app::CommitResult::Kind::Committed) {
                throw std::runtime_error("a prepared convention was not stored");
            }
            const std::lock_guard lock(mutex);
            ids.push_back(transition.convention);
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back(work);
    }
    for (auto& thread : threads) {
        thread.join();
    }
    return ids;
}

SessionId issue_code(Services& services, const CampusId& campus, const ConventionId& id) {
    auto view = services.engine.view(campus, id);
    if (!view) {
        throw std::runtime_error("unknown convention " + to_string(id));
    }
    const auto& slot = *view->loaded.state.slot(1);
    const auto now = services.clock.now();
    const CodeIssued issued{slot.n, {slot.codes_issued + 1, fresh<SessionId>(services), now, 0}};
    app::Transition transition;
    transition.campus = campus;
    transition.convention = id;
    transition.expected_ver = view->loaded.ver;
    transition.head = view->loaded.head;
    transition.received_at = now;
    transition.actor = {Actor::Kind::Signatory, "slot/1", slot.holder.name, slot.office};
    transition.command = fresh<CommandId>(services);
    transition.timers_before = timers_of(*view->type, services.engine.zone(), view->loaded.state);
    transition.entries = {
        entry_after(view->loaded.state, now, transition.actor, transition.command, issued)};
    transition.after = evolve(view->loaded.state, transition.entries.back());
    transition.timers_after = timers_of(*view->type, services.engine.zone(), transition.after);
    transition.summary = app::summarise(*view->type, services.engine.zone(), transition.after);
    if (services.conventions.commit(transition).kind != app::CommitResult::Kind::Committed) {
        throw std::runtime_error("a code was not stored");
    }
    return issued.code.session;
}

}  // namespace contreseing::bench
