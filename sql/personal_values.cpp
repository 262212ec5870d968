#include "sql/personal_values.hpp"

#include "sql/journal_rows.hpp"
#include "sql/values.hpp"
#include "workflows/codec/erased.hpp"
#include "workflows/codec/state_codec.hpp"

#include <set>
#include <utility>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::State;
using workflows::app::PersonalText;
using workflows::app::Transition;

namespace {

constexpr Statement kValues{
    "personal_values",
    R"(SELECT seq, pointer, value FROM personal_value
    WHERE campus_id = $1 AND convention_id = $2 AND value IS NOT NULL ORDER BY seq, pointer)"};

constexpr Statement kNamed{
    "personal_named",
    R"(SELECT p.value FROM personal_value p
    JOIN unnest($3::int[], $4::text[]) AS t (seq, pointer) USING (seq, pointer)
    WHERE p.campus_id = $1 AND p.convention_id = $2 AND p.value IS NOT NULL FOR UPDATE OF p)"};

constexpr Statement kErase{
    "personal_erase",
    R"(UPDATE personal_value p SET value = NULL, salt = NULL, erased_at = now()
    FROM unnest($3::int[], $4::text[]) AS t (seq, pointer)
    WHERE p.campus_id = $1 AND p.convention_id = $2
        AND p.seq = t.seq AND p.pointer = t.pointer)"};

// What a mail server said may repeat an address.
constexpr Statement kEraseInMessages{
    "personal_erase_in_messages",
    R"(UPDATE effect SET
        to_name = CASE WHEN to_name = $3 THEN $4 ELSE to_name END,
        to_email = CASE WHEN lower(to_email) = lower($3) THEN $4 ELSE to_email END,
        last_error = replace(last_error, $3, $4),
        proof = replace(proof, $3, $4)
    WHERE campus_id = $1 AND convention_id = $2 AND status <> 'pending'
        AND (to_name = $3 OR lower(to_email) = lower($3)
            OR position($3 IN last_error) > 0 OR position($3 IN proof) > 0))"};

constexpr Statement kState{
    "personal_state", "UPDATE convention SET state = $3 WHERE campus_id = $1 AND id = $2"};

}  // namespace

std::vector<PersonalText> personal_values(
    Pool& pool, const CampusId& campus, const ConventionId& convention
) {
    return read(pool, [&](Work& work) {
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
    ArrayLiteral seqs;
    ArrayLiteral pointers;
    for (const auto& place : transition.erased) {
        seqs.add(place.seq);
        pointers.add(place.pointer);
    }
    std::set<std::string> texts;
    const pqxx::result named = work.run(kNamed, campus, id, seqs.text(), pointers.text());
    if (static_cast<std::size_t>(named.size()) != transition.erased.size()) {
        return false;
    }
    for (const pqxx::row& row : named) {
        texts.insert(row[0].as<std::string>());
    }
    work.run(kErase, campus, id, seqs.text(), pointers.text());
    for (const auto& text : texts) {
        work.run(kEraseInMessages, campus, id, text, workflows::codec::kErased);
    }
    State state;
    state.id = transition.convention;
    for (const auto& stored : stored_entries(work, transition.campus, transition.convention)) {
        state = evolve(std::move(state), open_entry(transition.convention, stored));
    }
    work.run(kState, campus, id, workflows::codec::state_to_json(state));
    return true;
}

}  // namespace contreseing::sql
