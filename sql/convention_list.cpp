#include "sql/convention_search.hpp"
#include "sql/convention_store.hpp"
#include "sql/session.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"

#include <algorithm>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::NetworkId;
using workflows::Stage;
using workflows::app::SummaryQuery;
using workflows::app::SummaryRow;

namespace {

// One index-only probe per stage, whatever other campuses hold.
constexpr Statement kCountByStage{
    "convention_count_by_stage",
    R"(SELECT s.stage, n.count FROM unnest($2::text[]) AS s (stage) CROSS JOIN LATERAL (
        SELECT count(*) FROM convention WHERE stage = s.stage AND campus_id = $1) n
    WHERE n.count > 0)"};

// The greatest number of the series: one probe of the index for each length of the number, so that
// 1000 comes after 999. Its bounds are columns: behind a policy no index is asked what is computed.
constexpr Statement kLastNumber{
    "convention_last_number",
    R"(SELECT r.number FROM (
        SELECT digits, length($2::text) + digits AS length, $2::text || repeat('0', digits) AS first,
            $2::text || repeat('9', digits) AS last
        FROM generate_series(9, 1, -1) AS digits OFFSET 0) AS series
    CROSS JOIN LATERAL (
        SELECT right(reference, digits)::int AS number FROM convention
        WHERE campus_id = $1 AND reference_length = series.length
            AND reference >= series.first AND reference <= series.last
            AND right(reference, digits) ~ '^[0-9]+$'
        ORDER BY campus_id DESC, reference_length DESC, reference DESC LIMIT 1) r
    ORDER BY r.number DESC LIMIT 1)"};

constexpr Statement kWithBodyToRecord{
    "convention_with_body_to_record",
    R"(SELECT c.campus_id, c.id FROM convention c
    WHERE c.to_inform
        AND EXISTS (SELECT FROM effect e
            WHERE e.campus_id = c.campus_id AND e.convention_id = c.id
                AND e.kind = 'mail' AND e.what = 'body_information' AND e.status = 'delivered')
        AND NOT EXISTS (SELECT FROM effect e
            WHERE e.campus_id = c.campus_id AND e.convention_id = c.id
                AND e.kind = 'mail' AND e.what = 'body_information' AND e.status = 'pending')
        AND NOT EXISTS (SELECT FROM installation
            WHERE restored_at IS NOT NULL AND acknowledged_at IS NULL)
    ORDER BY c.campus_id, c.id LIMIT 100)"};

constexpr Statement kInforming{
    "convention_informing",
    R"(SELECT EXISTS (SELECT FROM effect
        WHERE campus_id = $1 AND convention_id = $2
            AND kind = 'mail' AND what = 'body_information' AND status IN ('pending', 'delivered')))"};

constexpr Statement kPatterns{"convention_patterns", "SELECT unnest(word_patterns($1))"};

SummaryRow summary_of(const pqxx::row& row) {
    SummaryRow summary;
    summary.id = as_id<ConventionId>(row[0]);
    summary.summary.reference = row[1].as<std::string>();
    summary.summary.title = row[2].as<std::string>();
    summary.summary.type_key = row[3].as<std::string>();
    summary.summary.stage = from_word<Stage>(view(row[4]));
    summary.summary.pen_holder = row[5].as<std::string>();
    summary.summary.since = as_optional_instant(row[6]);
    summary.summary.last_reminder_at = as_optional_instant(row[7]);
    summary.summary.next_deadline = as_optional_instant(row[8]);
    summary.summary.needs_help = row[9].as<bool>();
    summary.created_at = as_instant(row[10]);
    summary.stuck_effects = row[11].as<int>();
    summary.summary.network = as_optional_id<NetworkId>(row[12]);
    return summary;
}

std::vector<SummaryRow> rows_of(Work& work, const ListStatement& statement) {
    const pqxx::result found =
        statement.name.empty()
            ? work.run_once(statement.text, statement.parameters.values())
            : work.run(statement.name, statement.text, statement.parameters.values());
    std::vector<SummaryRow> rows;
    for (const pqxx::row& row : found) {
        rows.push_back(summary_of(row));
    }
    return rows;
}

std::vector<std::string> patterns_of(Work& work, const std::string& text) {
    std::vector<std::string> patterns;
    if (!text.empty()) {
        for (const pqxx::row& row : work.run(kPatterns, text)) {
            patterns.push_back(row[0].as<std::string>());
        }
    }
    return patterns;
}

/// Fills `common`: what more than one in eight conventions hold. Returns whether so many hold all
/// the words that a walk along the list is soon full: one in twenty.
bool judge_how_common(Work& work, const CampusId& campus, SearchedWords& words) {
    const auto all = words.all();
    const auto statement = how_common(campus, all);
    const auto counted = work.run_once(statement.text, statement.parameters.values());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto row = counted[static_cast<pqxx::result_size_type>(i)];
        if (row[2].as<int>() * 8 > row[0].as<int>()) {
            words.common.push_back(all[i]);
        }
    }
    return counted[0][1].as<int>() * 20 >= counted[0][0].as<int>();
}

std::vector<SummaryRow> rows_with(
    Work& work, const SummaryQuery& query, const ListStatement& whole, const std::string& search
) {
    SearchedWords words{patterns_of(work, search), patterns_of(work, query.party), {}};
    if (words.everywhere.empty() && words.in_parties.empty()) {
        return rows_of(work, whole);
    }
    const std::vector<std::string> nothing{""};
    if (words.everywhere == nothing || words.in_parties == nothing) {
        return {};
    }
    if (judge_how_common(work, query.campus, words)) {
        auto rows = rows_of(work, list_among_first(query, words));
        if (static_cast<int>(rows.size()) >= query.limit) {
            return rows;
        }
    }
    return rows_of(work, list_by_words(query, words));
}

}  // namespace

std::vector<SummaryRow> ConventionStore::list(const SummaryQuery& query) {
    const auto whole = list_without_words(query);
    if (!whole.name.empty()) {
        return read(pool_, query.campus, [&](Work& work) { return rows_of(work, whole); });
    }
    return search(pool_, query.campus, [&](Work& work) {
        auto rows = rows_with(work, query, whole, query.search);
        // As it is typed first: « 2026-27 » is a school year too.
        const auto numbered = with_reference_numbers(query.search);
        return rows.empty() && numbered != query.search ? rows_with(work, query, whole, numbered)
                                                        : rows;
    });
}

std::vector<std::pair<Stage, std::int64_t>> ConventionStore::count_by_stage(const CampusId& campus
) {
    if (auto counted = counts_.find(campus)) {
        return std::move(*counted);
    }
    const auto counted_at = counts_.now();
    ArrayLiteral stages;
    for (const std::string_view stage : workflows::names_of<Stage>()) {
        stages.add(stage);
    }
    auto counts = read(pool_, campus, [&](Work& work) {
        std::vector<std::pair<Stage, std::int64_t>> all;
        for (const pqxx::row& row : work.run(kCountByStage, campus.text, stages.text())) {
            all.emplace_back(from_word<Stage>(view(row[0])), row[1].as<std::int64_t>());
        }
        return all;
    });
    std::sort(counts.begin(), counts.end());
    counts_.keep(campus, counts, counted_at);
    return counts;
}

bool ConventionStore::informing(const CampusId& campus, const ConventionId& id) {
    return read(pool_, campus, [&](Work& work) {
        return work.run(kInforming, campus.text, to_string(id))[0][0].as<bool>();
    });
}

std::vector<std::pair<CampusId, ConventionId>> ConventionStore::with_body_to_record() {
    return read(pool_, kNoCampus, [](Work& work) {
        std::vector<std::pair<CampusId, ConventionId>> all;
        for (const pqxx::row& row : work.run(kWithBodyToRecord)) {
            all.emplace_back(CampusId{row[0].as<std::string>()}, as_id<ConventionId>(row[1]));
        }
        return all;
    });
}

std::string ConventionStore::next_reference(
    const CampusId& campus, const std::string& code, int year
) {
    const std::string prefix = code + '-' + std::to_string(year) + '-';
    const int last = read(pool_, campus, [&](Work& work) {
        const pqxx::result found = work.run(kLastNumber, campus.text, prefix);
        return found.empty() ? 0 : found[0][0].as<int>();
    });
    std::string number = std::to_string(last + 1);
    number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
    return prefix + number;
}

}  // namespace contreseing::sql
