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

// The repeated command is looked for in the snapshot that gives the version: a rival that commits
// it in between moves the version, and the compare-and-swap then fails.
constexpr Statement kLoad{
    "convention_load",
    R"(SELECT ver, head, CASE WHEN head = $4::bytea THEN NULL ELSE state END, done.fingerprint
    FROM convention
    LEFT JOIN LATERAL (
        SELECT coalesce(e.fingerprint, '') AS fingerprint FROM convention_event e
        WHERE $3::uuid IS NOT NULL
            AND e.campus_id = $1 AND e.convention_id = $2 AND e.command_id = $3
        ORDER BY e.seq LIMIT 1) done ON true
    WHERE campus_id = $1 AND id = $2)"};

CommitResult refused(CommitResult::Kind kind) {
    return {kind, {}, 0};
}

bool names_the_reference(const Error& error) {
    return error.kind() == ErrorKind::Conflict &&
           std::string_view(error.what()).find("convention_reference") != std::string_view::npos;
}

}  // namespace

std::optional<Loaded> ConventionStore::load(
    const CampusId& campus, const ConventionId& id, const CommandId& command
) {
    const auto known = states_.find(id);
    return read(pool_, [&](Work& work) -> std::optional<Loaded> {
        const auto asked = command.is_nil() ? std::nullopt : std::optional(to_string(command));
        const auto head = known ? std::optional(bytea(known->head.bytes)) : std::nullopt;
        const pqxx::result found = work.run(kLoad, campus.text, to_string(id), asked, head);
        if (found.empty()) {
            return std::nullopt;
        }
        Loaded loaded;
        loaded.ver = found[0][0].as<int>();
        loaded.head = as_sha256(found[0][1]);
        loaded.already_done = !found[0][3].is_null();
        loaded.done_as = found[0][3].as<std::string>({});
        if (found[0][2].is_null()) {
            loaded.state = *known->state;
            return loaded;
        }
        auto state = workflows::codec::state_from_json(view(found[0][2]));
        if (!state) {
            throw Error(
                ErrorKind::Bug,
                "state of " + to_string(id) + " cannot be read: " + state.error().pointer + ' ' +
                    state.error().message
            );
        }
        loaded.state = std::move(*state);
        states_.read(id, loaded.head, loaded.state);
        return loaded;
    });
}

CommitResult ConventionStore::commit(const Transition& transition) {
    const auto statement = transition_statement(transition, digest_, random_);
    const auto swap = [&](Work& work) {
        const bool held =
            !work.run(statement.name, statement.text, statement.parameters.values()).empty();
        return held ? statement.result : refused(CommitResult::Kind::Conflict);
    };
    std::optional<State> without_erased;
    const auto store = [&] {
        if (!transition.erased.empty()) {
            return transact(pool_, [&](Work& work) {
                const CommitResult result = swap(work);
                if (result.kind == CommitResult::Kind::Committed) {
                    without_erased = erase_values(work, transition);
                }
                if (without_erased) {
                    return result;
                }
                work.give_up();
                return refused(CommitResult::Kind::Conflict);
            });
        }
        if (!transition.revision) {
            return write(pool_, swap);
        }
        return transact(pool_, [&](Work& work) {
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
            if (without_erased) {
                states_.read(transition.convention, result.head, *without_erased);
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
    const auto known = states_.find(transition.convention);
    const bool same_stage =
        known && known->head == transition.head && known->state->stage == transition.after.stage;
    if (!same_stage) {
        counts_.stage_changed(transition.campus);
    }
    states_.written(transition.convention, transition.head, head, transition.after);
}

std::vector<JournalEntry> ConventionStore::journal(
    const CampusId& campus, const ConventionId& id, const Slice<int>& slice
) {
    return read(pool_, [&](Work& work) {
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
    if (const auto known = states_.find(id)) {
        // The nearest state that is not past the entry; the rest of the way is folded.
        for (const auto& state : {known->state, known->before}) {
            if (state && state->events < seq) {
                moment.before = *state;
                break;
            }
        }
    }
    return read(pool_, [&](Work& work) -> std::optional<Moment> {
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
