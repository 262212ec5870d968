#include "sql/transition_statement.hpp"

#include "sql/convention_search.hpp"
#include "sql/timer_kinds.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/codec/effect_codec.hpp"
#include "workflows/codec/event_codec.hpp"
#include "workflows/codec/state_codec.hpp"

#include <algorithm>
#include <map>

namespace contreseing::sql {

using workflows::ConventionCreated;
using workflows::DraftEdited;
using workflows::HolderSubstituted;
using workflows::MemberRegistered;
using workflows::Message;
using workflows::Recorded;
using workflows::Sha256;
using workflows::Timer;
using workflows::app::ActAsked;
using workflows::app::CommitResult;
using workflows::app::Digest;
using workflows::app::Lane;
using workflows::app::Mail;
using workflows::app::MailVersions;
using workflows::app::Random;
using workflows::app::Transition;
using workflows::codec::PersonalValue;

namespace {

/// Puts the statement together, part by part. `$1` is the campus and `$2` the convention.
class Builder {
public:
    Builder(
        const Transition& transition, const MailVersions& newest, Digest& digest, Random& random
    )
        : transition_(transition), newest_(newest), digest_(digest), random_(random) {
        statement_.parameters.bind(transition.campus.text);
        statement_.parameters.bind(to_string(transition.convention));
        statement_.name = transition.expected_ver == 0 ? "create" : "transition";
    }

    TransitionStatement build() && {
        // The events first: the row keeps the head that they lead to.
        const std::string events = seal_events();
        statement_.text = "WITH c AS (" + row() + ")" + events;
        personal_values();
        effects();
        timers();
        members();
        words();
        relations();
        statement_.text += " SELECT one FROM c";
        return std::move(statement_);
    }

private:
    std::string bind(std::optional<std::string> value) {
        return statement_.parameters.bind(std::move(value));
    }
    std::string bind(const ArrayLiteral& array) { return bind(array.text()); }

    std::string row() {
        const auto& summary = transition_.summary;
        const auto& state = transition_.after;
        const std::string ver = statement_.parameters.bind(statement_.result.last_seq) + "::int";
        const std::string stage = bind(word(summary.stage));
        const std::string help = bind(summary.needs_help ? "t" : "f") + "::boolean";
        const std::string inform = bind(summary.to_inform ? "t" : "f") + "::boolean";
        const std::string head = bind(bytea(statement_.result.head.bytes)) + "::bytea";
        const std::string now = bind(workflows::to_text(transition_.received_at)) + "::timestamptz";
        const std::string since = bind(instant_or_null(summary.since)) + "::timestamptz";
        const std::string reminded =
            bind(instant_or_null(summary.last_reminder_at)) + "::timestamptz";
        const std::string deadline = bind(instant_or_null(summary.next_deadline)) + "::timestamptz";
        const std::string type = bind(state.type_key);
        const std::string version = statement_.parameters.bind(state.type_version) + "::int";
        const std::string reference = bind(summary.reference);
        const std::string title = bind(summary.title);
        const std::string pen = bind(summary.pen_holder);
        const std::string json = bind(workflows::codec::state_to_json(state));
        if (transition_.expected_ver == 0) {
            return "INSERT INTO convention (campus_id, id, ver, stage, needs_help, to_inform, head,"
                   " created_at, updated_at, since, last_reminder_at, next_deadline, type_key,"
                   " type_version, reference, title, pen_holder, network, state) VALUES ($1, $2, " +
                   ver + ", " + stage + ", " + help + ", " + inform + ", " + head + ", " + now +
                   ", " + now + ", " + since + ", " + reminded + ", " + deadline + ", " + type +
                   ", " + version + ", " + reference + ", " + title + ", " + pen + ", " +
                   bind(id_or_null(state.network)) + "::uuid, " + json +
                   ") ON CONFLICT (campus_id, id) DO NOTHING RETURNING 1 AS one";
        }
        return "UPDATE convention SET (ver, stage, needs_help, to_inform, head, updated_at, since,"
               " last_reminder_at, next_deadline, type_key, type_version, reference, title,"
               " pen_holder, state) = (" +
               ver + ", " + stage + ", " + help + ", " + inform + ", " + head + ", " + now + ", " +
               since + ", " + reminded + ", " + deadline + ", " + type + ", " + version + ", " +
               reference + ", " + title + ", " + pen + ", " + json +
               ") WHERE campus_id = $1 AND id = $2 AND ver = " +
               statement_.parameters.bind(transition_.expected_ver) +
               " AND head = " + bind(bytea(transition_.head.bytes)) +
               "::bytea AND NOT EXISTS (SELECT FROM installation WHERE restored_at IS NOT NULL"
               " AND acknowledged_at IS NULL) RETURNING 1 AS one";
    }

    /// The journal's entries, chained; also finds the new head and the personal values.
    std::string seal_events() {
        Sha256 head = transition_.head;
        ArrayLiteral seqs;
        ArrayLiteral bodies;
        ArrayLiteral hashes;
        for (const Recorded& recorded : transition_.entries) {
            auto sealed = workflows::codec::seal(
                {transition_.campus, transition_.convention, head},
                recorded,
                [this](std::span<const std::uint8_t> bytes) { return digest_.sha256(bytes); },
                [this](std::span<std::uint8_t> out) { random_.fill(out); }
            );
            head = digest_.sha256(
                {reinterpret_cast<const std::uint8_t*>(sealed.body.data()), sealed.body.size()}
            );
            seqs.add(recorded.seq);
            bodies.add(sealed.body);
            hashes.add(bytea(head.bytes));
            for (PersonalValue& value : sealed.values) {
                personal_.emplace_back(recorded.seq, std::move(value));
            }
        }
        statement_.result = {CommitResult::Kind::Committed, head, transition_.after.events};
        return ", e AS (INSERT INTO convention_event"
               " (campus_id, convention_id, seq, command_id, fingerprint, body, hash)"
               " SELECT $1, $2, t.seq, " +
               bind(to_string(transition_.command)) + "::uuid, nullif(" +
               bind(transition_.fingerprint) + ", ''), t.body, t.hash FROM c, unnest(" +
               bind(seqs) + "::int[], " + bind(bodies) + "::text[], " + bind(hashes) +
               "::bytea[]) AS t (seq, body, hash))";
    }

    void personal_values() {
        if (personal_.empty()) {
            return;
        }
        ArrayLiteral seqs;
        ArrayLiteral pointers;
        ArrayLiteral salts;
        ArrayLiteral values;
        for (const auto& [seq, personal] : personal_) {
            seqs.add(seq);
            pointers.add(personal.pointer);
            salts.add(bytea(personal.salt));
            values.add(personal.value);
        }
        part(
            "p",
            ", p AS (INSERT INTO personal_value"
            " (campus_id, convention_id, seq, pointer, salt, value)"
            " SELECT $1, $2, t.* FROM c, unnest(" +
                bind(seqs) + "::int[], " + bind(pointers) + "::text[], " + bind(salts) +
                "::bytea[], " + bind(values) + "::text[]) AS t)"
        );
    }

    void effects() {
        if (transition_.messages.empty() && transition_.follow_ups.empty()) {
            return;
        }
        ArrayLiteral seqs;
        ArrayLiteral numbers;
        ArrayLiteral kinds;
        ArrayLiteral whats;
        ArrayLiteral lanes;
        ArrayLiteral places;
        ArrayLiteral payloads;
        ArrayLiteral receivers;
        std::map<int, int> count;
        const auto add = [&](int cause,
                             std::string_view kind,
                             std::string_view what,
                             Lane lane,
                             const workflows::Place& place,
                             std::string_view payload) {
            const int seq = transition_.expected_ver + 1 + cause;
            seqs.add(seq);
            numbers.add(count[seq]++);
            kinds.add(kind);
            whats.add(what);
            lanes.add(static_cast<int>(lane));
            places.add(workflows::to_text(place));
            payloads.add(payload);
        };
        for (std::size_t i = 0; i < transition_.messages.size(); ++i) {
            const Message& message = transition_.messages[i];
            const auto newest = newest_.find(message.kind.name);
            add(transition_.message_causes.at(i),
                Mail::kKind,
                message.kind.name,
                workflows::app::lane_of(message.kind),
                message.place,
                workflows::codec::payload_to_json(workflows::codec::MailPayload{
                    message.to, newest == newest_.end() ? Mail{}.template_version : newest->second})
            );
            receivers.add_null();
        }
        for (std::size_t i = 0; i < transition_.follow_ups.size(); ++i) {
            const auto& sent = transition_.follow_ups[i];
            add(transition_.follow_up_causes.at(i),
                ActAsked::kKind,
                name_of(sent.asked),
                Lane::Acts,
                sent.asked.place,
                workflows::codec::payload_to_json(sent));
            receivers.add(to_string(sent.asked.to));
        }
        part(
            "f",
            ", f AS (INSERT INTO effect (campus_id, convention_id, created_at, seq, n, kind, what,"
            " lane, place, payload, receiver) SELECT $1, $2, " +
                bind(workflows::to_text(transition_.received_at)) +
                "::timestamptz, t.* FROM c, unnest(" + bind(seqs) + "::int[], " + bind(numbers) +
                "::int[], " + bind(kinds) + "::text[], " + bind(whats) + "::text[], " +
                bind(lanes) + "::smallint[], " + bind(places) + "::text[], " + bind(payloads) +
                "::text[], " + bind(receivers) + "::text[]) AS t)"
        );
    }

    void timers() {
        if (transition_.timers_before == transition_.timers_after) {
            return;
        }
        ArrayLiteral kept_kinds;
        ArrayLiteral kept_places;
        ArrayLiteral kinds;
        ArrayLiteral places;
        ArrayLiteral generations;
        ArrayLiteral instants;
        bool changed = false;
        const auto& before = transition_.timers_before;
        for (const Timer& timer : transition_.timers_after) {
            kept_kinds.add(timer.id.kind);
            kept_places.add(to_text(timer.id.place));
            if (std::find(before.begin(), before.end(), timer) == before.end()) {
                kinds.add(timer.id.kind);
                places.add(to_text(timer.id.place));
                generations.add(timer.generation);
                instants.add(workflows::to_text(timer.fire_at));
                changed = true;
            }
        }
        // By what is kept, not by what was known: a row that should not be there goes too. What
        // another version waits for is its own.
        part(
            "d",
            ", d AS (DELETE FROM convention_timer x USING c WHERE x.campus_id = $1"
            " AND x.convention_id = $2 AND x.kind = ANY (" +
                bind(known_timer_kinds()) + "::text[]) AND NOT EXISTS (SELECT FROM unnest(" +
                bind(kept_kinds) + "::text[], " + bind(kept_places) +
                "::text[]) AS k (kind, place) WHERE k.kind = x.kind AND k.place = x.place))"
        );
        if (!changed) {
            return;
        }
        part(
            "t",
            ", t AS (INSERT INTO convention_timer AS x (campus_id, convention_id,"
            " kind, place, generation, fire_at) SELECT $1, $2, t.* FROM c, unnest(" +
                bind(kinds) + "::text[], " + bind(places) + "::text[], " + bind(generations) +
                "::int[], " + bind(instants) +
                "::timestamptz[]) AS t ON CONFLICT (campus_id, convention_id, kind, place)"
                " DO UPDATE SET generation = excluded.generation, fire_at = excluded.fire_at,"
                " armed_at = excluded.armed_at)"
        );
    }

    void members() {
        for (const Recorded& recorded : transition_.entries) {
            const auto* member = std::get_if<MemberRegistered>(&recorded.event);
            if (member == nullptr) {
                continue;
            }
            part(
                "m",
                ", m AS (INSERT INTO member (campus_id, convention_id, organisation,"
                " college, status, since) SELECT $1, $2, " +
                    bind(transition_.after.party_name(member->party)) + ", " +
                    bind(member->college) + ", 'associe', " +
                    bind(workflows::to_text(member->since)) +
                    "::date FROM c ON CONFLICT DO NOTHING)"
            );
            return;
        }
    }

    /// What the act is searched by, when that changes: a row of its own (`convention_search`). An
    /// erasure writes it once the values are gone.
    void words() {
        const bool changes = std::ranges::any_of(transition_.entries, [](const Recorded& recorded) {
            return std::holds_alternative<ConventionCreated>(recorded.event) ||
                   std::holds_alternative<DraftEdited>(recorded.event) ||
                   std::holds_alternative<HolderSubstituted>(recorded.event);
        });
        if (!changes) {
            return;
        }
        const auto& state = transition_.after;
        const auto names = searched_names(state);
        part(
            "w",
            ", w AS (INSERT INTO convention_search AS x SELECT r.* FROM c, search_row($1, $2, " +
                bind(workflows::to_text(state.created_at)) + "::timestamptz, " +
                bind(state.type_key) + ", " + statement_.parameters.bind(state.type_version) +
                "::int, " + bind(transition_.summary.reference) + ", " +
                bind(id_or_null(state.network)) + "::uuid, " + bind(transition_.summary.title) +
                ", " + bind(names.parties) + ", " + bind(names.people) +
                ") r ON CONFLICT (campus_id, id) DO UPDATE SET (title, parties, words) ="
                " (excluded.title, excluded.parties, excluded.words))"
        );
    }

    /// What the act is to others, when that changes.
    void relations() {
        const bool changes = std::ranges::any_of(transition_.entries, [](const Recorded& recorded) {
            const auto* created = std::get_if<ConventionCreated>(&recorded.event);
            const auto* edited = std::get_if<DraftEdited>(&recorded.event);
            return (created != nullptr && !created->relations.empty()) ||
                   (edited != nullptr && edited->relations);
        });
        if (!changes) {
            return;
        }
        ArrayLiteral kinds;
        ArrayLiteral acts;
        ArrayLiteral elsewhere;
        ArrayLiteral days;
        const auto add = [](ArrayLiteral& column, const std::optional<std::string>& value) {
            value ? column.add(*value) : column.add_null();
        };
        const auto& relations = transition_.after.relations;
        for (const auto& relation : relations) {
            kinds.add(word(relation.kind));
            add(acts, id_or_null(relation.act));
            add(elsewhere, relation.act ? std::nullopt : std::optional(relation.elsewhere));
            add(days,
                relation.signed_on ? std::optional(workflows::to_text(*relation.signed_on))
                                   : std::nullopt);
        }
        // What goes and what is written are other rows: both see the table as it was.
        part(
            "r",
            ", g AS (DELETE FROM relation x USING c WHERE x.campus_id = $1"
            " AND x.convention_id = $2 AND x.n > " +
                statement_.parameters.bind(static_cast<int>(relations.size())) +
                "::int), r AS (INSERT INTO relation (campus_id, convention_id, n, kind, to_id,"
                " to_text, signed_on) SELECT $1, $2, t.n, t.kind, t.act, t.elsewhere, t.day"
                " FROM c, unnest(" +
                bind(kinds) + "::text[], " + bind(acts) + "::uuid[], " + bind(elsewhere) +
                "::text[], " + bind(days) +
                "::date[]) WITH ORDINALITY AS t (kind, act, elsewhere, day, n)"
                " ON CONFLICT (campus_id, convention_id, n) DO UPDATE SET (kind, to_id, to_text,"
                " signed_on) = (excluded.kind, excluded.to_id, excluded.to_text,"
                " excluded.signed_on))"
        );
    }

    void part(std::string_view mark, const std::string& clause) {
        statement_.name += '_';
        statement_.name += mark;
        statement_.text += clause;
    }

    const Transition& transition_;
    const MailVersions& newest_;
    Digest& digest_;
    Random& random_;
    TransitionStatement statement_;
    std::vector<std::pair<int, PersonalValue>> personal_;
};

}  // namespace

TransitionStatement transition_statement(
    const Transition& transition, const MailVersions& newest, Digest& digest, Random& random
) {
    return Builder(transition, newest, digest, random).build();
}

}  // namespace contreseing::sql
