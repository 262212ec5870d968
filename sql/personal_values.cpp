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
    R"(SELECT p.seq, p.pointer, p.value FROM personal_value p
    JOIN unnest($3::int[], $4::text[]) AS t (seq, pointer) USING (seq, pointer)
    WHERE p.campus_id = $1 AND p.convention_id = $2 AND p.value IS NOT NULL FOR UPDATE OF p)"};

// Locked, so that none of them settles before they are scrubbed.
constexpr Statement kPending{
    "personal_pending",
    R"(SELECT count(*) FILTER (WHERE status = 'pending') FROM (SELECT status FROM effect
    WHERE campus_id = $1 AND convention_id = $2 FOR UPDATE) AS e)"};

constexpr Statement kErase{
    "personal_erase",
    R"(UPDATE personal_value p SET value = NULL, salt = NULL, erased_at = now()
    FROM unnest($3::int[], $4::text[]) AS t (seq, pointer)
    WHERE p.campus_id = $1 AND p.convention_id = $2
        AND p.seq = t.seq AND p.pointer = t.pointer)"};

// What a mail server said may repeat an address. Only ASCII letters have a case here ("C"), as when
// addresses are compared; « ***= » makes a pattern literal.
constexpr Statement kEraseInMessages{
    "personal_erase_in_messages",
    R"(UPDATE effect SET
        to_name = CASE WHEN lower(to_name COLLATE "C") = s.text THEN $4 ELSE to_name END,
        to_email = CASE WHEN lower(to_email COLLATE "C") = s.text THEN $4 ELSE to_email END,
        last_error = regexp_replace(last_error COLLATE "C", s.pattern, $4, 'gi'),
        proof = regexp_replace(proof COLLATE "C", s.pattern, $4, 'gi')
    FROM (SELECT lower($3::text COLLATE "C"), '***=' || $3::text) AS s (text, pattern)
    WHERE campus_id = $1 AND convention_id = $2
        AND (s.text IN (lower(to_name COLLATE "C"), lower(to_email COLLATE "C"))
            OR last_error COLLATE "C" ~* s.pattern OR proof COLLATE "C" ~* s.pattern))"};

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
    if (work.run(kPending, campus, id)[0][0].as<int>() > 0) {
        return false;
    }
    ArrayLiteral seqs;
    ArrayLiteral pointers;
    for (const auto& place : transition.erased) {
        seqs.add(place.seq);
        pointers.add(place.pointer);
    }
    std::set<std::string> identities;
    const pqxx::result named = work.run(kNamed, campus, id, seqs.text(), pointers.text());
    if (static_cast<std::size_t>(named.size()) != transition.erased.size()) {
        return false;
    }
    for (const pqxx::row& row : named) {
        // What somebody wrote, such as « Ok », may stand in a proof for another reason.
        if (workflows::app::identifies({row[0].as<int>(), row[1].as<std::string>()})) {
            identities.insert(row[2].as<std::string>());
        }
    }
    work.run(kErase, campus, id, seqs.text(), pointers.text());
    for (const auto& text : identities) {
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
