#include "tests/support/cut.hpp"
#include "tests/support/memory_erasure.hpp"
#include "tests/support/memory_stores.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <tuple>

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

namespace {

Sha256 chain(Digest& digest, const Sha256& previous, const std::string& body) {
    std::vector<std::uint8_t> bytes(previous.bytes.begin(), previous.bytes.end());
    bytes.insert(bytes.end(), body.begin(), body.end());
    return digest.sha256(bytes);
}

void replace_timers(MemoryDatabase::Convention& row, const Transition& transition) {
    for (const Timer& timer : transition.timers_before) {
        row.timers.erase(timer.id);
    }
    for (const Timer& timer : transition.timers_after) {
        row.timers[timer.id] = timer;
    }
}

/// Messages to the body about an act, by what became of them.
int body_messages(
    const MemoryDatabase& db,
    const std::pair<CampusId, ConventionId>& act,
    std::initializer_list<EffectStatus> statuses
) {
    return static_cast<int>(std::count_if(
        db.effects.begin(),
        db.effects.end(),
        [&](const auto& row) {
            const Effect& effect = row.second.effect;
            return row.first.campus == act.first && row.first.convention == act.second &&
                   what_of(effect) == mails::kBodyInformation.name &&
                   std::find(statuses.begin(), statuses.end(), effect.status) != statuses.end();
        }
    ));
}

State folded(const ConventionId& id, const std::vector<JournalEntry>& journal) {
    State state;
    state.id = id;
    for (const auto& entry : journal) {
        state = evolve(std::move(state), entry.recorded);
    }
    return state;
}

int year_of(const std::string& reference) {
    const auto dash = reference.find('-');
    return dash == std::string::npos ? 0 : std::atoi(reference.c_str() + dash + 1);
}

/// `summary` as it is listed, which `row` keeps without what other rows say.
bool matches(
    const SummaryQuery& query, const Summary& summary, const MemoryDatabase::Convention& row
) {
    const auto& state = row.loaded.state;
    std::string parties;
    for (const auto& party : state.parties) {
        parties += party.name + '\n';
    }
    std::string all = summary.reference + '\n' + summary.title + '\n' + parties;
    for (const auto& party : state.parties) {
        all += party.represented_by + '\n';
    }
    for (const auto& slot : state.slots) {
        all += slot.holder.name + '\n';
    }
    return (!query.stage || summary.stage == *query.stage) &&
           (!query.only_needing_help || summary.needs_help) &&
           (!query.type_key || state.type_key == *query.type_key) &&
           (!query.network || state.network == query.network) &&
           (!query.year || year_of(summary.reference) == *query.year) &&
           holds_words(all, query.search) && holds_words(parties, query.party);
}

bool comes_before(const SummaryQuery& query, const SummaryRow& a, const SummaryRow& b) {
    const auto deadline = [](const SummaryRow& row) {
        return row.summary.next_deadline.value_or(Instant::max());
    };
    switch (query.order) {
        case SummaryOrder::Newest:
            break;
        case SummaryOrder::Title:
            return std::tuple(plain(a.summary.title), a.id) <
                   std::tuple(plain(b.summary.title), b.id);
        case SummaryOrder::Deadline:
            return std::tuple(deadline(a), a.id) < std::tuple(deadline(b), b.id);
    }
    return std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id);
}

}  // namespace

std::optional<Loaded> MemoryConventionStore::load(
    const CampusId& campus, const ConventionId& id, const CommandId& command
) {
    const std::lock_guard lock(db_.mutex);
    const auto found = db_.conventions.find({campus, id});
    if (found == db_.conventions.end()) {
        return std::nullopt;
    }
    Loaded loaded = found->second.loaded;
    const auto& journal = found->second.journal;
    loaded.already_done =
        !command.is_nil() && std::any_of(journal.begin(), journal.end(), [&](const auto& entry) {
            return entry.recorded.command == command;
        });
    const auto kept = found->second.fingerprints.find(command);
    loaded.done_as = kept == found->second.fingerprints.end() ? std::string{} : kept->second;
    return loaded;
}

CommitResult MemoryConventionStore::commit(const Transition& transition) {
    const std::lock_guard lock(db_.mutex);
    const MemoryDatabase::ConventionKey key{transition.campus, transition.convention};
    const auto found = db_.conventions.find(key);
    const int present = found == db_.conventions.end() ? 0 : found->second.loaded.ver;
    const Sha256 chained = present == 0 ? Sha256{} : found->second.loaded.head;
    if (present != transition.expected_ver || chained != transition.head) {
        return {CommitResult::Kind::Conflict, {}, 0};
    }
    if (present == 0) {
        for (const auto& [other, row] : db_.conventions) {
            if (other.first == transition.campus &&
                row.summary.reference == transition.summary.reference) {
                return {CommitResult::Kind::ReferenceTaken, {}, 0};
            }
        }
    }
    if (!transition.erased.empty() && (present == 0 || !erase_values(db_, transition))) {
        return {CommitResult::Kind::Conflict, {}, 0};
    }
    if (transition.revision) {
        const AppendedRevision& revision = *transition.revision;
        auto& document = db_.documents.at({transition.campus, revision.document});
        if (document.epoch != revision.lease_epoch ||
            static_cast<int>(document.revisions.size()) != revision.revision) {
            return {CommitResult::Kind::LeaseLost, {}, 0};
        }
        document.leased_until = {};
        const std::int64_t size =
            document.revisions.back().tip.size + static_cast<std::int64_t>(revision.bytes.size());
        document.revisions.push_back({revision.bytes, {revision.revision, size, revision.sha256}});
    }
    MemoryDatabase::Convention& row = db_.conventions[key];
    if (present == 0) {
        row.created_at = transition.received_at;
    }
    Sha256 head = transition.head;
    for (const Recorded& recorded : transition.entries) {
        const std::string body = "{\"index\":" + std::to_string(recorded.event.index()) +
                                 ",\"seq\":" + std::to_string(recorded.seq) + '}';
        head = chain(db_.digest, head, body);
        row.journal.push_back({recorded, head, body});
        if (const auto* member = std::get_if<MemberRegistered>(&recorded.event)) {
            db_.members.emplace_back(
                transition.campus,
                Member{
                    transition.after.party_name(member->party),
                    member->college,
                    "associe",
                    member->since,
                    transition.convention,
                    transition.after.reference}
            );
        }
    }
    std::map<int, int> numbers;
    for (std::size_t i = 0; i < transition.messages.size(); ++i) {
        const int cause = present + 1 + transition.message_causes[i];
        Effect effect;
        effect.key = {transition.campus, transition.convention, cause, numbers[cause]++};
        effect.holds = Mail{transition.messages[i]};
        effect.created_at = transition.received_at;
        effect.next_try_at = transition.received_at;
        db_.effects[effect.key] = {effect, {}, {}};
    }
    for (std::size_t i = 0; i < transition.follow_ups.size(); ++i) {
        const int cause = present + 1 + transition.follow_up_causes[i];
        Effect effect;
        effect.key = {transition.campus, transition.convention, cause, numbers[cause]++};
        effect.holds = ActAsked{transition.follow_ups[i]};
        effect.created_at = transition.received_at;
        effect.next_try_at = transition.received_at;
        db_.effects[effect.key] = {effect, {}, {}};
    }
    replace_timers(row, transition);
    row.fingerprints[transition.command] = transition.fingerprint;
    row.loaded = {transition.after, transition.after.events, head, false, {}};
    row.summary = transition.summary;
    if (!transition.erased.empty()) {
        row.loaded.state = folded(transition.convention, row.journal);
    }
    return {CommitResult::Kind::Committed, head, transition.after.events};
}

std::vector<JournalEntry> MemoryConventionStore::journal(
    const CampusId& campus, const ConventionId& id, const Slice<int>& slice
) {
    const std::lock_guard lock(db_.mutex);
    const auto found = db_.conventions.find({campus, id});
    if (found == db_.conventions.end()) {
        return {};
    }
    return cut(found->second.journal, slice, [](const JournalEntry& entry) {
        return entry.recorded.seq;
    });
}

std::optional<Moment> MemoryConventionStore::moment(
    const CampusId& campus, const ConventionId& id, int seq
) {
    State state;
    state.id = id;
    for (auto& entry : journal(campus, id)) {
        if (entry.recorded.seq == seq) {
            return Moment{std::move(state), std::move(entry)};
        }
        state = evolve(std::move(state), entry.recorded);
    }
    return std::nullopt;
}

std::vector<SummaryRow> MemoryConventionStore::list(const SummaryQuery& query) {
    const std::lock_guard lock(db_.mutex);
    std::vector<SummaryRow> rows;
    for (const auto& [key, row] : db_.conventions) {
        auto summary = row.summary;
        summary.needs_help =
            summary.needs_help ||
            (summary.to_inform &&
             body_messages(db_, key, {EffectStatus::Pending, EffectStatus::Delivered}) == 0);
        if (key.first != query.campus || !matches(query, summary, row)) {
            continue;
        }
        int stuck = 0;
        for (const auto& [effect_key, effect] : db_.effects) {
            stuck += effect_key.campus == key.first && effect_key.convention == key.second &&
                     effect.effect.needs_a_person();
        }
        rows.push_back({key.second, std::move(summary), row.created_at, stuck});
    }
    std::sort(rows.begin(), rows.end(), [&query](const SummaryRow& a, const SummaryRow& b) {
        return comes_before(query, a, b);
    });
    if (query.after) {
        const auto last = std::find_if(rows.begin(), rows.end(), [&query](const SummaryRow& row) {
            return row.id == *query.after;
        });
        rows.erase(rows.begin(), last == rows.end() ? last : last + 1);
    }
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 200));
    if (rows.size() > limit) {
        rows.resize(limit);
    }
    return rows;
}

std::vector<std::pair<Stage, std::int64_t>> MemoryConventionStore::count_by_stage(
    const CampusId& campus
) {
    const std::lock_guard lock(db_.mutex);
    std::map<Stage, std::int64_t> counts;
    for (const auto& [key, row] : db_.conventions) {
        if (key.first == campus) {
            ++counts[row.summary.stage];
        }
    }
    return {counts.begin(), counts.end()};
}

bool MemoryConventionStore::informing(const CampusId& campus, const ConventionId& id) {
    const std::lock_guard lock(db_.mutex);
    return body_messages(db_, {campus, id}, {EffectStatus::Pending, EffectStatus::Delivered}) > 0;
}

std::vector<std::pair<CampusId, ConventionId>> MemoryConventionStore::with_body_to_record() {
    const std::lock_guard lock(db_.mutex);
    std::vector<std::pair<CampusId, ConventionId>> all;
    for (const auto& [key, row] : db_.conventions) {
        const int left = body_messages(db_, key, {EffectStatus::Delivered});
        const int waiting = body_messages(db_, key, {EffectStatus::Pending});
        if (row.summary.to_inform && left > 0 && waiting == 0 && all.size() < 100) {
            all.push_back(key);
        }
    }
    return all;
}

std::vector<ConventionId> MemoryConventionStore::existing(
    const CampusId& campus, const std::vector<ConventionId>& ids
) {
    const std::lock_guard lock(db_.mutex);
    auto found = ids;
    std::erase_if(found, [&](const ConventionId& id) {
        return !db_.conventions.contains({campus, id});
    });
    return found;
}

std::optional<ConventionId> MemoryConventionStore::of_reference(
    const CampusId& campus, const std::string& reference
) {
    const std::lock_guard lock(db_.mutex);
    auto capitals = reference;
    std::transform(capitals.begin(), capitals.end(), capitals.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    for (const auto& wanted : {reference, capitals}) {
        for (const auto& [key, row] : db_.conventions) {
            if (key.first == campus && row.summary.reference == wanted) {
                return key.second;
            }
        }
    }
    return std::nullopt;
}

RelatedActs MemoryConventionStore::related(const CampusId& campus, const ConventionId& id) {
    const std::lock_guard lock(db_.mutex);
    RelatedActs related;
    const auto add = [](auto& acts, const auto& row, Relation::Kind kind) {
        const auto& state = row.loaded.state;
        acts.push_back({state.id, state.reference, state.stage, kind});
    };
    std::vector<const MemoryDatabase::Convention*> newest_first;
    for (const auto& [key, row] : db_.conventions) {
        if (key.first != campus) {
            continue;
        }
        newest_first.push_back(&row);
        for (const auto& relation : row.loaded.state.relations) {
            const auto other = db_.conventions.find({campus, relation.act.value_or(id)});
            if (key.second == id && relation.act && other != db_.conventions.end()) {
                add(related.to, other->second, relation.kind);
            }
        }
    }
    std::ranges::sort(newest_first, std::greater{}, [](const auto* row) {
        return std::pair(row->created_at, row->loaded.state.id);
    });
    for (const auto* row : newest_first) {
        for (const auto& relation : row->loaded.state.relations) {
            if (relation.act == id && related.from.size() < kMostRelatedFrom) {
                add(related.from, *row, relation.kind);
            }
        }
    }
    return related;
}

std::string MemoryConventionStore::next_reference(
    const CampusId& campus, const std::string& code, int year
) {
    const std::lock_guard lock(db_.mutex);
    const std::string prefix = code + '-' + std::to_string(year) + '-';
    int last = 0;
    for (const auto& [key, row] : db_.conventions) {
        const std::string& reference = row.summary.reference;
        const std::string number =
            reference.rfind(prefix, 0) == 0 ? reference.substr(prefix.size()) : std::string{};
        const bool counted = !number.empty() && number.size() <= 9 &&
                             std::all_of(number.begin(), number.end(), [](unsigned char c) {
                                 return std::isdigit(c) != 0;
                             });
        if (key.first == campus && counted) {
            last = std::max(last, std::stoi(number));
        }
    }
    std::string number = std::to_string(last + 1);
    number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
    return prefix + number;
}

}  // namespace contreseing::test_support
