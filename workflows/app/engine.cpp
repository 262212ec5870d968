#include "workflows/app/engine.hpp"

#include "workflows/app/ports/accounts.hpp"
#include "workflows/domain/dashboard.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace contreseing::workflows::app {

namespace {

constexpr int kMaxConflicts = 12;

Unexpected<Refused> refuse(Refusal refusal, std::string subject = {}) {
    return {Refused{refusal, std::move(subject)}};
}

/// Whether the decision looks at the body to inform: reading it costs a query per member.
bool concerns_body(const State& state, const Command& command) {
    if (std::holds_alternative<OpenRound>(command) || std::holds_alternative<InformBody>(command)) {
        return true;
    }
    if (!std::holds_alternative<RecordSignature>(command)) {
        return false;
    }
    const auto unsigned_slots =
        std::count_if(state.slots.begin(), state.slots.end(), [](const Slot& slot) {
            return slot.status != Slot::Status::Signed;
        });
    return unsigned_slots <= 1;
}

/// Acts that the command says something of: looking for them costs a query.
std::vector<ConventionId> related_by(const Command& command) {
    std::vector<ConventionId> acts;
    const auto add = [&acts](const std::vector<Relation>& relations) {
        for (const auto& relation : relations) {
            if (relation.act && acts.size() < kMostRelations) {
                acts.push_back(*relation.act);
            }
        }
    };
    if (const auto* create = std::get_if<CreateConvention>(&command)) {
        add(create->relations);
    } else if (const auto* edit = std::get_if<EditDraft>(&command); edit && edit->relations) {
        add(*edit->relations);
    }
    return acts;
}

}  // namespace

Engine::Engine(
    ConventionStore& conventions,
    TypeCatalogue& types,
    Registry& registry,
    Accounts& accounts,
    ZoneTable zone
)
    : conventions_(conventions),
      types_(types),
      registry_(registry),
      accounts_(accounts),
      zone_(std::move(zone)) {}

std::optional<Engine::View> Engine::view(
    const CampusId& campus, const ConventionId& id, const CommandId& command
) {
    return with_type(campus, conventions_.load(campus, id, command));
}

std::optional<Engine::View> Engine::with_type(
    const CampusId& campus, std::optional<Loaded> loaded
) {
    if (!loaded) {
        return std::nullopt;
    }
    auto type = types_.find(campus, loaded->state.type_key, loaded->state.type_version);
    return View{std::move(*loaded), std::move(type)};
}

std::optional<Expected<Outcome, Refused>> Engine::replay(const Asked& asked, const View& view) {
    const auto& loaded = view.loaded;
    if (!loaded.already_done) {
        return std::nullopt;
    }
    if (!asked.fingerprint.empty() && !loaded.done_as.empty() &&
        asked.fingerprint != loaded.done_as) {
        return refuse(Refusal::CommandReused, "Idempotency-Key");
    }
    return Outcome{loaded.state, view.type, loaded.head, loaded.ver, true};
}

Surroundings Engine::surroundings(const ConventionType& type, const CampusId& campus, Instant now) {
    Surroundings around{type, zone_, now, {}, {}, {}, false};
    for (const auto& administrator : accounts_.of_campus(campus)) {
        if (administrator.active) {
            around.administrators.push_back(administrator.contact);
        }
    }
    return around;
}

Surroundings Engine::surroundings_with_body(
    const ConventionType& type, const State& state, const CampusId& campus, Instant now
) {
    auto around = surroundings(type, campus, now);
    if (type.inform_body_kind.empty()) {
        return around;
    }
    if (auto body = body_for(registry_, campus, type.inform_body_kind, state.network)) {
        around.informed_body = contacts_of(registry_, campus, *body);
        around.informed_body_name = std::move(body->name);
    }
    around.informing = state.in_force_at && conventions_.informing(campus, state.id);
    return around;
}

Expected<Outcome, Refused> Engine::execute(
    const Asked& asked, const Command& command, std::optional<AppendedRevision> revision
) {
    // What memory holds is nearly always what the database does, and the commit compares: only what
    // it would refuse, or a repeated command, is looked at again.
    if (auto known = with_type(
            asked.campus, conventions_.recall(asked.campus, asked.convention, asked.command)
        );
        known && !known->loaded.already_done) {
        bool again = false;
        auto outcome = decide_and_commit(asked, std::move(*known), command, revision, again);
        if (outcome) {
            return outcome;
        }
    }
    for (int conflicts = 0; conflicts < kMaxConflicts; ++conflicts) {
        auto found = view(asked.campus, asked.convention, asked.command);
        if (!found) {
            return refuse(Refusal::NotFound, "convention");
        }
        bool again = false;
        auto outcome = decide_and_commit(asked, std::move(*found), command, revision, again);
        if (!again) {
            return outcome;
        }
        if (conflicts >= 2) {
            std::this_thread::sleep_for(std::chrono::milliseconds(conflicts));
        }
    }
    return refuse(Refusal::ChangedMeanwhile);
}

Expected<Outcome, Refused> Engine::create(
    const Asked& asked, std::shared_ptr<const ConventionType> type, CreateConvention command
) {
    const bool named_by_caller = !command.reference.empty();
    for (int tries = 0; tries < kMaxConflicts; ++tries) {
        // Looked for at each try: the conflict may be the same request, sent twice.
        if (auto found = view(asked.campus, asked.convention, asked.command)) {
            if (auto done = replay(asked, *found)) {
                return *std::move(done);
            }
            return refuse(Refusal::ChangedMeanwhile, "convention");
        }
        if (named_by_caller && tries > 0) {
            return refuse(Refusal::InvalidValue, "reference");
        }
        if (!named_by_caller) {
            const auto year = static_cast<int>(zone_.local_day(asked.received_at).year());
            command.reference = conventions_.next_reference(asked.campus, type->code, year);
        }
        View fresh;
        fresh.type = type;
        fresh.loaded.state.id = asked.convention;
        bool again = false;
        auto outcome = decide_and_commit(asked, std::move(fresh), command, std::nullopt, again);
        if (!again) {
            return outcome;
        }
    }
    return refuse(Refusal::ChangedMeanwhile);
}

Expected<Outcome, Refused> Engine::decide_and_commit(
    const Asked& asked,
    View view,
    const Command& command,
    const std::optional<AppendedRevision>& revision,
    bool& again
) {
    if (auto done = replay(asked, view)) {
        return *std::move(done);
    }
    const auto& loaded = view.loaded;
    auto around =
        concerns_body(loaded.state, command)
            ? surroundings_with_body(*view.type, loaded.state, asked.campus, asked.received_at)
            : surroundings(*view.type, asked.campus, asked.received_at);
    if (asked.cause) {
        around.effective_at = asked.cause->effective_at;
    }
    if (const auto acts = related_by(command); !acts.empty()) {
        around.related = conventions_.existing(asked.campus, acts);
    }
    auto decision = decide(around, loaded.state, command, asked.actor);
    if (!decision) {
        return Unexpected{decision.error()};
    }

    Transition transition;
    transition.campus = asked.campus;
    transition.convention = asked.convention;
    transition.expected_ver = loaded.ver;
    transition.head = loaded.head;
    transition.received_at = asked.received_at;
    transition.actor = asked.actor;
    transition.command = asked.command;
    transition.fingerprint = asked.fingerprint;
    transition.cause = asked.cause;
    transition.timers_before = timers_of(*view.type, zone_, loaded.state);
    transition.after = loaded.state;
    record(transition, std::move(*decision));
    transition.timers_after = timers_of(*view.type, zone_, transition.after);
    transition.summary = summarise(*view.type, zone_, transition.after);
    transition.revision = revision;
    if (const auto* erase = std::get_if<EraseValues>(&command)) {
        transition.erased = erase->values;
    }

    const auto result = conventions_.commit(transition);
    switch (result.kind) {
        case CommitResult::Kind::Committed:
            return Outcome{
                std::move(transition.after), view.type, result.head, result.last_seq, false};
        case CommitResult::Kind::LeaseLost:
            return refuse(Refusal::ChangedMeanwhile, "document");
        case CommitResult::Kind::Conflict:
        case CommitResult::Kind::ReferenceTaken:
            break;
    }
    again = true;
    return refuse(Refusal::ChangedMeanwhile);
}

void record(Transition& transition, Decision decision) {
    Cause cause{transition.received_at, 0};
    if (transition.cause) {
        cause = *transition.cause;
    }
    ++cause.hops;
    for (auto& event : decision.events) {
        auto& entry = transition.entries.emplace_back(entry_after(
            transition.after,
            transition.received_at,
            transition.actor,
            transition.command,
            std::move(event)
        ));
        if (transition.cause) {
            entry.effective_at = transition.cause->effective_at;
        }
        transition.after = evolve(std::move(transition.after), entry);
    }
    transition.messages = std::move(decision.messages);
    transition.message_causes = std::move(decision.message_causes);
    for (auto& asked : decision.follow_ups) {
        transition.follow_ups.push_back({std::move(asked), cause});
    }
    transition.follow_up_causes = std::move(decision.follow_up_causes);
}

Summary summarise(const ConventionType& type, const ZoneTable& zone, const State& state) {
    Summary summary;
    summary.reference = state.reference;
    summary.title = state.title;
    summary.type_key = state.type_key;
    summary.network = state.network;
    summary.stage = state.stage;
    summary.since = state.stage_since;
    for (const auto& badge : badges_of(type, state)) {
        summary.to_inform = summary.to_inform || badge.kind == badges::kToInform;
    }
    for (const auto& wait : waits_of(state)) {
        if (!wait.who.empty()) {
            summary.pen_holder += (summary.pen_holder.empty() ? "" : " ; ") + wait.who;
            summary.since = wait.since;
        }
        summary.last_reminder_at = std::max(summary.last_reminder_at, wait.last_reminder_at);
        if (wait.due) {
            summary.next_deadline = std::min(summary.next_deadline.value_or(*wait.due), *wait.due);
        }
        summary.needs_help = summary.needs_help || wait.help;
    }
    for (const auto& timer : timers_of(type, zone, state)) {
        if (!summary.next_deadline) {
            summary.next_deadline = timer.fire_at;
        }
    }
    return summary;
}

}  // namespace contreseing::workflows::app
