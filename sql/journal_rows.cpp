#include "sql/journal_rows.hpp"

#include "sql/values.hpp"

#include <algorithm>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::CommandId;
using workflows::ConventionId;
using workflows::Recorded;
using workflows::codec::PersonalValue;

namespace {

constexpr Statement kEntries{
    "journal_entries",
    R"(SELECT seq, command_id, body, hash FROM convention_event
    WHERE campus_id = $1 AND convention_id = $2 AND seq BETWEEN $3 AND $4 ORDER BY seq)"};

constexpr Statement kValues{
    "journal_values",
    R"(SELECT seq, pointer, salt, value, erased_at IS NOT NULL FROM personal_value
    WHERE campus_id = $1 AND convention_id = $2 AND seq BETWEEN $3 AND $4 ORDER BY seq, pointer)"};

PersonalValue value_of(const pqxx::row& row) {
    PersonalValue value;
    value.pointer = row[1].as<std::string>();
    std::vector<std::uint8_t> salt;
    append_bytea(view(row[2]), salt);
    if (salt.size() != value.salt.size()) {
        throw Error(ErrorKind::Bug, "a stored salt of the wrong length");
    }
    std::copy(salt.begin(), salt.end(), value.salt.begin());
    value.value = row[3].as<std::string>();
    return value;
}

}  // namespace

std::vector<StoredEntry> stored_entries(
    Work& work, const CampusId& campus, const ConventionId& convention, int first, int last
) {
    const std::string id = to_string(convention);
    std::vector<StoredEntry> entries;
    for (const pqxx::row& row : work.run(kEntries, campus.text, id, first, last)) {
        entries.push_back(
            {row[0].as<int>(),
             as_id<CommandId>(row[1]),
             row[2].as<std::string>(),
             as_sha256(row[3]),
             {},
             {}}
        );
    }
    auto entry = entries.begin();
    for (const pqxx::row& row : work.run(kValues, campus.text, id, first, last)) {
        const int seq = row[0].as<int>();
        while (entry != entries.end() && entry->seq < seq) {
            ++entry;
        }
        if (entry == entries.end() || entry->seq != seq) {
            continue;  // of an entry that is gone: the verifier names that entry
        }
        if (row[4].as<bool>()) {
            entry->erased.push_back(row[1].as<std::string>());
        } else {
            entry->values.push_back(value_of(row));
        }
    }
    return entries;
}

Recorded open_entry(const ConventionId& convention, const StoredEntry& stored) {
    auto opened = workflows::codec::open(stored.body, stored.values);
    if (!opened) {
        throw Error(
            ErrorKind::Bug,
            "entry " + std::to_string(stored.seq) + " of " + to_string(convention) +
                " cannot be read: " + opened.error().pointer + ' ' + opened.error().message
        );
    }
    return std::move(opened->recorded);
}

workflows::State fold_journal(Work& work, const CampusId& campus, const ConventionId& convention) {
    workflows::State state;
    state.id = convention;
    for (const auto& stored : stored_entries(work, campus, convention)) {
        state = evolve(std::move(state), open_entry(convention, stored));
    }
    return state;
}

}  // namespace contreseing::sql
