#include "sql/convention_store.hpp"

#include "sql/document_rows.hpp"
#include "sql/journal_rows.hpp"
#include "sql/personal_values.hpp"
#include "sql/transition_statement.hpp"
#include "sql/values.hpp"
#include "workflows/codec/state_codec.hpp"

#include <algorithm>
#include <limits>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::CommandId;
using workflows::ConventionId;
using workflows::State;
using workflows::app::CommitResult;
using workflows::app::JournalEntry;
using workflows::app::Loaded;
using workflows::app::Moment;
using workflows::app::Slice;
using workflows::app::Transition;

namespace {

// The commands of the past come with the version, from one snapshot: a rival that commits the same
// command in between moves the version, and the compare-and-swap then fails.
constexpr Statement kLoad{
    "convention_load",
    R"(SELECT ver, head, CASE WHEN head = $3::bytea THEN NULL ELSE state END,
        CASE WHEN head = $3::bytea THEN NULL ELSE (
            SELECT string_agg(e.command_id::text || coalesce(e.fingerprint, ''), E'\n' ORDER BY e.seq)
            FROM convention_event e WHERE e.campus_id = $1 AND e.convention_id = $2) END
    FROM convention WHERE campus_id = $1 AND id = $2)"};

/// Lines of a command's id and its fingerprint; a command has a line for each of its entries.
DoneCommands done_commands(std::string_view lines) {
    constexpr std::size_t kIdLength = 36;
    std::vector<DoneCommand> done;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        const auto command = workflows::parse_id<CommandId>(line.substr(0, kIdLength)).value();
        if (done.empty() || done.back().command != command) {
            done.push_back({command, std::string(line.substr(kIdLength))});
        }
    }
    return DoneCommands(std::move(done));
}

Loaded loaded_from(const StateCache::Known& known, const CommandId& command) {
    Loaded loaded{*known.state, known.state->events, known.head, false, {}};
    const auto* done = command.is_nil() ? nullptr : known.done->find(command);
    if (done != nullptr) {
        loaded.already_done = true;
        loaded.done_as = done->done_as;
    }
    return loaded;
}

CommitResult refused(CommitResult::Kind kind) {
    return {kind, {}, 0};
}

constexpr Statement kRestoreWaits{
    "convention_restore_waits",
    "SELECT FROM installation WHERE restored_at IS NOT NULL AND acknowledged_at IS NULL"};

/// Throws while a restore waits to be acknowledged: no act is taken then.
void refuse_after_restore(Work& work) {
    if (!work.run(kRestoreWaits).empty()) {
        throw Error(ErrorKind::ReadOnly, "a restore waits to be acknowledged");
    }
}

bool names_the_reference(const Error& error) {
    return error.kind() == ErrorKind::Conflict &&
           std::string_view(error.what()).find("convention_reference") != std::string_view::npos;
}

}  // namespace

std::optional<Loaded> ConventionStore::load(
    const CampusId& campus, const ConventionId& id, const CommandId& command
) {
    const auto known = states_.find(campus, id);
    return read(pool_, campus, [&](Work& work) -> std::optional<Loaded> {
        const auto head = known ? std::optional(bytea(known->head.bytes)) : std::nullopt;
        const pqxx::result found = work.run(kLoad, campus.text, to_string(id), head);
        if (found.empty()) {
            return std::nullopt;
        }
        const pqxx::row row = found[0];
        if (row[2].is_null()) {
            return loaded_from(*known, command);
        }
        auto state = workflows::codec::state_from_json(view(row[2]));
        if (!state && state.error().message == workflows::codec::kOtherFormat) {
            state = fold_journal(work, campus, id);
        }
        if (!state || state->events != row[0].as<int>()) {
            throw Error(
                ErrorKind::Bug,
                "state of " + to_string(id) + " cannot be read: " +
                    (state ? "of another version"
                           : state.error().pointer + ' ' + state.error().message)
            );
        }
        const StateCache::Known fresh{
            campus,
            as_sha256(row[1]),
            std::make_shared<const State>(std::move(*state)),
            std::make_shared<const DoneCommands>(done_commands(view(row[3]))),
            nullptr};
        states_.read(id, fresh);
        return loaded_from(fresh, command);
    });
}

std::optional<Loaded> ConventionStore::recall(
    const CampusId& campus, const ConventionId& id, const CommandId& command
) {
    const auto known = states_.find(campus, id);
    return known ? std::optional(loaded_from(*known, command)) : std::nullopt;
}

CommitResult ConventionStore::commit(const Transition& transition) {
    const auto statement = transition_statement(transition, mail_versions_, digest_, random_);
    const auto swap = [&](Work& work) {
        if (transition.expected_ver == 0) {
            refuse_after_restore(work);
        }
        const bool held =
            !work.run(statement.name, statement.text, statement.parameters.values()).empty();
        if (!held) {
            refuse_after_restore(work);
        }
        return held ? statement.result : refused(CommitResult::Kind::Conflict);
    };
    const auto store = [&] {
        if (!transition.erased.empty()) {
            return transact(pool_, transition.campus, [&](Work& work) {
                const CommitResult result = swap(work);
                if (result.kind == CommitResult::Kind::Committed &&
                    erase_values(work, transition)) {
                    return result;
                }
                work.give_up();
                return refused(CommitResult::Kind::Conflict);
            });
        }
        if (!transition.revision) {
            return write(pool_, transition.campus, swap);
        }
        return transact(pool_, transition.campus, [&](Work& work) {
            if (!append_revision(work, transition.campus.text, *transition.revision)) {
                work.give_up();
                return refused(CommitResult::Kind::LeaseLost);
            }
            const CommitResult result = swap(work);
            if (result.kind != CommitResult::Kind::Committed) {
                work.give_up();
            }
            return result;
        });
    };
    try {
        const CommitResult result = store();
        if (result.kind == CommitResult::Kind::Committed) {
            keep(transition, result.head);
            if (!transition.erased.empty()) {
                states_.forget(transition.convention);  // what is kept still holds the values
            }
        }
        return result;
    } catch (const Error& error) {
        if (names_the_reference(error)) {
            return refused(CommitResult::Kind::ReferenceTaken);
        }
        throw;
    }
}

void ConventionStore::keep(const Transition& transition, const workflows::Sha256& head) {
    const auto known = states_.find(transition.campus, transition.convention);
    const bool same_stage =
        known && known->head == transition.head && known->state->stage == transition.after.stage;
    if (!same_stage) {
        counts_.stage_changed(transition.campus);
    }
    states_.written(transition, head);
}

std::vector<JournalEntry> ConventionStore::journal(
    const CampusId& campus, const ConventionId& id, const Slice<int>& slice
) {
    return read(pool_, campus, [&](Work& work) {
        std::vector<JournalEntry> journal;
        const int first = slice.after.value_or(0) + 1;
        const int most = std::numeric_limits<int>::max() - first;
        const int last = first + std::min(slice.limit - 1, most);
        for (auto& stored : stored_entries(work, campus, id, first, last)) {
            journal.push_back({open_entry(id, stored), stored.hash, std::move(stored.body)});
        }
        return journal;
    });
}

std::optional<Moment> ConventionStore::moment(
    const CampusId& campus, const ConventionId& id, int seq
) {
    Moment moment;
    moment.before.id = id;
    if (const auto known = states_.find(campus, id)) {
        // The nearest state that is not past the entry; the rest of the way is folded.
        for (const auto& state : {known->state, known->before}) {
            if (state && state->events < seq) {
                moment.before = *state;
                break;
            }
        }
    }
    return read(pool_, campus, [&](Work& work) -> std::optional<Moment> {
        const auto entries = stored_entries(work, campus, id, moment.before.events + 1, seq);
        if (entries.empty() || entries.back().seq != seq) {
            return std::nullopt;
        }
        auto found = moment;
        for (const auto& stored : entries) {
            auto recorded = open_entry(id, stored);
            if (stored.seq == seq) {
                found.entry = {std::move(recorded), stored.hash, stored.body};
                break;
            }
            found.before = evolve(std::move(found.before), recorded);
        }
        return found;
    });
}

}  // namespace contreseing::sql
