#include "sql/convention_store.hpp"
#include "sql/session.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::Relation;
using workflows::Stage;
using workflows::app::RelatedAct;
using workflows::app::RelatedActs;

namespace {

constexpr Statement kExisting{
    "related_existing", "SELECT id FROM convention WHERE campus_id = $1 AND id = ANY ($2::uuid[])"};

constexpr Statement kOfReference{
    "related_of_reference",
    R"(SELECT id FROM convention
    WHERE campus_id = $1 AND reference_length = length($2::text)
        AND reference IN ($2::text, upper($2::text))
    ORDER BY reference = $2::text DESC LIMIT 1)"};

constexpr Statement kTo{
    "related_to",
    R"(SELECT c.id, c.reference, c.stage, r.kind FROM relation r
    JOIN convention c ON c.campus_id = r.campus_id AND c.id = r.to_id
    WHERE r.campus_id = $1 AND r.convention_id = $2 ORDER BY r.n)"};

constexpr Statement kFrom{
    "related_from",
    R"(SELECT c.id, c.reference, c.stage, r.kind FROM relation r
    JOIN convention c ON c.campus_id = r.campus_id AND c.id = r.convention_id
    WHERE r.campus_id = $1 AND r.to_id = $2 ORDER BY c.created_at DESC, c.id DESC, r.n LIMIT $3)"};

std::vector<RelatedAct> acts_of(const pqxx::result& found) {
    std::vector<RelatedAct> acts;
    for (const pqxx::row& row : found) {
        acts.push_back(
            {as_id<ConventionId>(row[0]),
             row[1].as<std::string>(),
             from_word<Stage>(view(row[2])),
             from_word<Relation::Kind>(view(row[3]))}
        );
    }
    return acts;
}

}  // namespace

std::vector<ConventionId> ConventionStore::existing(
    const CampusId& campus, const std::vector<ConventionId>& ids
) {
    ArrayLiteral asked;
    for (const auto& id : ids) {
        asked.add(to_string(id));
    }
    return read(pool_, campus, [&](Work& work) {
        std::vector<ConventionId> found;
        for (const pqxx::row& row : work.run(kExisting, campus.text, asked.text())) {
            found.push_back(as_id<ConventionId>(row[0]));
        }
        return found;
    });
}

std::optional<ConventionId> ConventionStore::of_reference(
    const CampusId& campus, const std::string& reference
) {
    return read(pool_, campus, [&](Work& work) -> std::optional<ConventionId> {
        const pqxx::result found = work.run(kOfReference, campus.text, reference);
        return found.empty() ? std::nullopt : std::optional(as_id<ConventionId>(found[0][0]));
    });
}

RelatedActs ConventionStore::related(const CampusId& campus, const ConventionId& id) {
    return read(pool_, campus, [&](Work& work) {
        return RelatedActs{
            acts_of(work.run(kTo, campus.text, to_string(id))),
            acts_of(work.run(
                kFrom,
                campus.text,
                to_string(id),
                static_cast<int>(workflows::app::kMostRelatedFrom)
            ))};
    });
}

}  // namespace contreseing::sql
