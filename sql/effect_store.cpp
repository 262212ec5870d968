#include "sql/effect_store.hpp"

#include "sql/effect_rows.hpp"
#include "sql/effect_words.hpp"
#include "sql/queue_statements.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"

#include <algorithm>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::app::Effect;
using workflows::app::EffectKey;
using workflows::app::EffectStatus;
using workflows::app::Lane;
using workflows::app::Settlement;
using workflows::app::Slice;
using workflows::app::Waiting;

namespace {

const std::string kOfConventionText =
    "SELECT " + queue::kEffectColumns +
    " FROM effect e WHERE campus_id = $1 AND convention_id = $2"
    " AND ($3::int IS NULL OR (seq, n) > ($3, $4)) ORDER BY seq, n LIMIT $5";
const Statement kOfConvention{"effect_of_convention", kOfConventionText.c_str()};

const std::string kUnsettledText =
    "SELECT " + queue::kEffectColumns +
    " FROM (SELECT * FROM effect WHERE campus_id = $1 AND status = 'pending'"
    " UNION ALL SELECT * FROM effect WHERE campus_id = $1 AND status = 'refused') e"
    " WHERE ($2::uuid IS NULL OR (created_at, convention_id, seq, n) > (SELECT created_at,"
    " convention_id, seq, n FROM effect"
    " WHERE campus_id = $1 AND convention_id = $2 AND seq = $3 AND n = $4))"
    " ORDER BY created_at, convention_id, seq, n LIMIT $5";
const Statement kUnsettled{"effect_unsettled", kUnsettledText.c_str()};

Effect effect_of(const pqxx::row& row) {
    Effect effect;
    effect.key = {
        {row[0].as<std::string>()},
        as_id<ConventionId>(row[1]),
        row[2].as<int>(),
        row[3].as<int>(),
    };
    effect.holds = held(view(row[4]), view(row[5]), view(row[6]), view(row[7]));
    effect.status = from_word<EffectStatus>(view(row[8]));
    effect.attempts = row[9].as<int>();
    effect.created_at = as_instant(row[10]);
    effect.next_try_at = as_optional_instant(row[11]);
    effect.settled_at = as_optional_instant(row[12]);
    effect.last_error = row[13].as<std::string>();
    effect.proof = row[14].as<std::string>();
    effect.lease_epoch = row[15].as<std::int64_t>();
    return effect;
}

std::vector<Effect> effects_of(const pqxx::result& rows) {
    std::vector<Effect> all;
    all.reserve(rows.size());
    for (const pqxx::row& row : rows) {
        all.push_back(effect_of(row));
    }
    return all;
}

/// A key as parameters: all null when there is none.
struct Place {
    std::optional<std::string> convention;
    std::optional<int> seq;
    std::optional<int> n;
};

Place place_of(const std::optional<EffectKey>& key) {
    return key ? Place{to_string(key->convention), key->seq, key->n} : Place{};
}

EffectStatus status_of(Settlement::Kind kind) {
    switch (kind) {
        case Settlement::Kind::Delivered:
            return EffectStatus::Delivered;
        case Settlement::Kind::Overtaken:
            return EffectStatus::Overtaken;
        case Settlement::Kind::Refused:
            return EffectStatus::Refused;
        case Settlement::Kind::PutOff:
        case Settlement::Kind::GivenBack:
            break;
    }
    return EffectStatus::Pending;
}

}  // namespace

std::vector<Effect> EffectStore::claim(Lane lane, int limit, std::chrono::milliseconds hold) {
    auto& head = heads_.at(static_cast<std::size_t>(lane));
    const auto look = head.look();
    auto claimed = write(pool_, kNoCampus, [&](Work& work) {
        return effects_of(work.run(
            lane == Lane::Acts ? queue::kClaimInOrder : queue::kClaim,
            static_cast<int>(lane),
            limit,
            hold.count(),
            pool_.holder(),
            look.from
        ));
    });
    std::sort(claimed.begin(), claimed.end(), [](const Effect& a, const Effect& b) {
        return std::tie(a.created_at, a.key) < std::tie(b.created_at, b.key);
    });
    std::optional<workflows::Instant> first;
    for (const auto& effect : claimed) {
        first = first ? std::min(*first, *effect.next_try_at) : *effect.next_try_at;
    }
    head.looked(look, first);
    return claimed;
}

void EffectStore::settle(const std::vector<Settlement>& settlements) {
    if (settlements.empty()) {
        return;
    }
    ArrayLiteral campuses;
    ArrayLiteral conventions;
    ArrayLiteral seqs;
    ArrayLiteral numbers;
    ArrayLiteral epochs;
    ArrayLiteral statuses;
    ArrayLiteral words;
    ArrayLiteral delays;
    for (const auto& settlement : settlements) {
        campuses.add(settlement.key.campus.text);
        conventions.add(to_string(settlement.key.convention));
        seqs.add(settlement.key.seq);
        numbers.add(settlement.key.n);
        epochs.add(settlement.lease_epoch);
        statuses.add(word(status_of(settlement.kind)));
        words.add(settlement.text);
        if (settlement.kind == Settlement::Kind::PutOff) {
            delays.add(settlement.delay.count());
        } else {
            delays.add_null();
        }
    }
    write(pool_, kNoCampus, [&](Work& work) {
        work.run(
            queue::kSettle,
            campuses.text(),
            conventions.text(),
            seqs.text(),
            numbers.text(),
            epochs.text(),
            statuses.text(),
            words.text(),
            delays.text()
        );
    });
}

void EffectStore::give_back(Lane lane) {
    write(pool_, kNoCampus, [&](Work& work) {
        work.run(queue::kGiveBack, static_cast<int>(lane), pool_.holder());
    });
}

std::vector<Waiting> EffectStore::waiting(const std::optional<CampusId>& campus) {
    return read(pool_, campus.value_or(kNoCampus), [&](Work& work) {
        std::vector<Waiting> all;
        const auto asked = campus ? std::optional(campus->text) : std::nullopt;
        for (const pqxx::row& row : work.run(queue::kWaiting, asked)) {
            all.push_back({
                row[0].as<std::string>(),
                static_cast<Lane>(row[1].as<int>()),
                row[2].as<std::int64_t>(),
                row[3].as<std::int64_t>(),
                std::chrono::milliseconds(row[4].as<std::int64_t>()),
                as_instant(row[5]),
            });
        }
        return all;
    });
}

std::vector<Effect> EffectStore::of_convention(
    const CampusId& campus, const ConventionId& id, const Slice<EffectKey>& slice
) {
    return read(pool_, campus, [&](Work& work) {
        const auto after = place_of(slice.after);
        return effects_of(
            work.run(kOfConvention, campus.text, to_string(id), after.seq, after.n, slice.limit)
        );
    });
}

std::vector<Effect> EffectStore::unsettled(const CampusId& campus, const Slice<EffectKey>& slice) {
    return read(pool_, campus, [&](Work& work) {
        const auto after = place_of(slice.after);
        return effects_of(
            work.run(kUnsettled, campus.text, after.convention, after.seq, after.n, slice.limit)
        );
    });
}

bool EffectStore::retry_now(const EffectKey& key) {
    return write(pool_, key.campus, [&](Work& work) {
        return !work.run(
                        queue::kRetryNow, key.campus.text, to_string(key.convention), key.seq, key.n
        )
                    .empty();
    });
}

bool EffectStore::abandon(const EffectKey& key, const std::string& reason) {
    return write(pool_, key.campus, [&](Work& work) {
        return !work.run(
                        queue::kAbandon,
                        key.campus.text,
                        to_string(key.convention),
                        key.seq,
                        key.n,
                        reason
        )
                    .empty();
    });
}

}  // namespace contreseing::sql
