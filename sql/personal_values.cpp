#include "sql/personal_values.hpp"

#include "sql/convention_search.hpp"
#include "sql/effect_rows.hpp"
#include "sql/effect_words.hpp"
#include "sql/journal_rows.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"
#include "workflows/codec/erased.hpp"
#include "workflows/codec/state_codec.hpp"

#include <optional>
#include <utility>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::State;
using workflows::app::Effect;
using workflows::app::EffectStatus;
using workflows::app::PersonalText;
using workflows::app::Transition;

namespace {

constexpr Statement kValues{
    "personal_values",
    R"(SELECT seq, pointer, value FROM personal_value
    WHERE campus_id = $1 AND convention_id = $2 AND value IS NOT NULL ORDER BY seq, pointer)"};

constexpr Statement kNamed{
    "personal_named",
    R"(SELECT p.seq, p.pointer, p.value FROM personal_value p
    JOIN unnest($3::int[], $4::text[]) AS t (seq, pointer) USING (seq, pointer)
    WHERE p.campus_id = $1 AND p.convention_id = $2 AND p.value IS NOT NULL FOR UPDATE OF p)"};

// Not locked: only one that waits changes, and others come with a version of the convention, whose
// row this transaction holds.
constexpr Statement kMessages{
    "personal_messages",
    R"(SELECT status, seq, n, kind, what, place, payload, last_error, proof FROM effect
    WHERE campus_id = $1 AND convention_id = $2)"};

constexpr Statement kErase{
    "personal_erase",
    R"(UPDATE personal_value p SET value = NULL, salt = NULL, erased_at = now()
    FROM unnest($3::int[], $4::text[]) AS t (seq, pointer)
    WHERE p.campus_id = $1 AND p.convention_id = $2
        AND p.seq = t.seq AND p.pointer = t.pointer)"};

constexpr Statement kEraseInMessage{
    "personal_erase_in_message",
    R"(UPDATE effect SET payload = $5, last_error = $6, proof = $7
    WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4)"};

constexpr Statement kState{
    "personal_state", "UPDATE convention SET state = $3 WHERE campus_id = $1 AND id = $2"};

constexpr Statement kWords{
    "personal_words",
    R"(UPDATE convention_search x SET (title, parties, words) = (r.title, r.parties, r.words)
    FROM convention c CROSS JOIN LATERAL search_row(
        c.campus_id, c.id, c.created_at, c.type_key, c.type_version, c.reference, c.network,
        c.title, $3, $4) r
    WHERE c.campus_id = $1 AND c.id = $2 AND x.campus_id = $1 AND x.id = $2)"};

/// Effects of the convention with what they keep of people; nullopt when one still waits.
std::optional<std::vector<Effect>> settled_messages(
    Work& work, const CampusId& campus, const ConventionId& convention
) {
    std::vector<Effect> messages;
    for (const pqxx::row& row : work.run(kMessages, campus.text, to_string(convention))) {
        if (from_word<EffectStatus>(view(row[0])) == EffectStatus::Pending) {
            return std::nullopt;
        }
        Effect effect;
        effect.key = {campus, convention, row[1].as<int>(), row[2].as<int>()};
        effect.holds = held(view(row[3]), view(row[4]), view(row[5]), view(row[6]));
        effect.last_error = row[7].as<std::string>();
        effect.proof = row[8].as<std::string>();
        messages.push_back(std::move(effect));
    }
    return messages;
}

}  // namespace

std::vector<PersonalText> personal_values(
    Pool& pool, const CampusId& campus, const ConventionId& convention
) {
    return read(pool, campus, [&](Work& work) {
        std::vector<PersonalText> values;
        for (const pqxx::row& row : work.run(kValues, campus.text, to_string(convention))) {
            values.push_back(
                {{row[0].as<int>(), row[1].as<std::string>()}, row[2].as<std::string>()}
            );
        }
        return values;
    });
}

bool erase_values(Work& work, const Transition& transition) {
    const std::string& campus = transition.campus.text;
    const std::string id = to_string(transition.convention);
    auto messages = settled_messages(work, transition.campus, transition.convention);
    if (!messages) {
        return false;
    }
    ArrayLiteral seqs;
    ArrayLiteral pointers;
    for (const auto& place : transition.erased) {
        seqs.add(place.seq);
        pointers.add(place.pointer);
    }
    std::vector<PersonalText> erased;
    for (const pqxx::row& row : work.run(kNamed, campus, id, seqs.text(), pointers.text())) {
        erased.push_back({{row[0].as<int>(), row[1].as<std::string>()}, row[2].as<std::string>()});
    }
    if (erased.size() != transition.erased.size()) {
        return false;
    }
    work.run(kErase, campus, id, seqs.text(), pointers.text());
    for (auto& message : *messages) {
        // Whom one names that cannot be read, nobody can say: all that it holds goes.
        const bool unreadable = std::holds_alternative<workflows::app::Unreadable>(message.holds);
        if (take_out(message, erased, workflows::codec::kErased) || unreadable) {
            work.run(
                kEraseInMessage,
                campus,
                id,
                message.key.seq,
                message.key.n,
                payload_of(message),
                message.last_error,
                message.proof
            );
        }
    }
    const State state = fold_journal(work, transition.campus, transition.convention);
    work.run(kState, campus, id, workflows::codec::state_to_json(state));
    const auto names = searched_names(state);
    work.run(kWords, campus, id, names.parties, names.people);
    return true;
}

}  // namespace contreseing::sql
