#include "sql/convention_search.hpp"
#include "tests/integration/sql/fixture.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

namespace contreseing::integration {
namespace {

using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using nlohmann::json;
using sql::ListStatement;
using sql::SearchedWords;

/// How PostgreSQL carries out the lists of conventions where there are many: by rows that it
/// looks at, never by time.
class SearchPlans : public SqlTest {
protected:
    static constexpr int kActs = 30'000;
    const NetworkId kNetwork = numbered<NetworkId>(7);

    SearchPlans() {
        superuser(
            "SET synchronous_commit = off;"
            "CREATE TEMP TABLE n AS SELECT gen_random_uuid() AS id, g FROM generate_series(1, " +
            std::to_string(kActs) +
            ") g;"
            "INSERT INTO convention (campus_id, id, ver, stage, needs_help, head, created_at,"
            " updated_at, next_deadline, type_key, type_version, reference, title, pen_holder, "
            "state)"
            " SELECT '" +
            kCampus.text +
            "', id, 1, CASE WHEN g % 300 = 0 THEN 'drafting' ELSE 'in_force' END, g % 500 = 0,"
            " sha256(g::text::bytea), '2019-01-01'::timestamptz + g * interval '1 hour', now(),"
            " CASE WHEN g % 3 > 0 THEN now() + g * interval '1 minute' END,"
            " CASE WHEN g % 100 = 0 THEN 'stage' ELSE 'partenariat' END, 1, 'PAR-2026-' || g,"
            " 'Convention de partenariat ' || g, '', '{}' FROM n;"
            "INSERT INTO convention_search SELECT '" +
            kCampus.text +
            "', n.id, c.created_at, c.type_key, 2019 + g / 10000,"
            " CASE WHEN g % 200 = 0 THEN '" +
            to_string(kNetwork) +
            "'::uuid END, c.title,"
            " ' commune de ' || substr(md5(g::text), 1, 6), ' par 2026 ' || g ||"
            " ' convention de partenariat commune de ' || substr(md5(g::text), 1, 6)"
            " FROM n JOIN convention c ON c.id = n.id;"
            "ANALYZE convention; ANALYZE convention_search"
        );
    }

    static SummaryQuery query(auto fill) {
        SummaryQuery made;
        made.campus = kCampus;
        made.limit = 51;
        fill(made);
        return made;
    }

    /// The executed plan, planned as the server's sessions would.
    json plan(const ListStatement& statement) {
        pqxx::connection connection(database_.as_app());
        pqxx::nontransaction work(connection);
        work.exec(
            "SET contreseing.campus = '" + kCampus.text +
            "'; SET search_path = contreseing; SET jit = off; SET enable_memoize = off;"
            "SET plan_cache_mode = " +
            (statement.name.empty() ? "force_custom_plan" : "force_generic_plan")
        );
        work.exec("PREPARE list AS " + statement.text);
        std::string values;
        for (const auto& value : statement.parameters.values()) {
            values += (values.empty() ? "" : ", ") + work.quote(*value);
        }
        const auto rows =
            work.exec("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE list (" + values + ")");
        return json::parse(rows[0][0].as<std::string>())[0]["Plan"];
    }

    std::vector<long> row_of(const ListStatement& statement) {
        pqxx::connection connection(database_.as_app());
        pqxx::nontransaction work(connection);
        work.exec("SET contreseing.campus = '" + kCampus.text + "'; SET search_path = contreseing");
        work.exec("PREPARE one AS " + statement.text);
        std::string values;
        for (const auto& value : statement.parameters.values()) {
            values += (values.empty() ? "" : ", ") + work.quote(*value);
        }
        std::vector<long> numbers;
        for (const auto& field : work.exec("EXECUTE one (" + values + ")")[0]) {
            numbers.push_back(field.as<long>());
        }
        return numbers;
    }

    struct Cost {
        long looked_at = 0;  ///< rows read from tables, kept or not
        long given = 0;
        std::string scans;
    };

    static Cost cost(const json& node) {
        Cost sum;
        for (const auto& part : node.value("Plans", json::array())) {
            const auto inner = cost(part);
            sum.looked_at += inner.looked_at;
            sum.scans += inner.scans;
        }
        const auto rows = [&node](const char* key) {
            return node.value(key, 0L) * node.value("Actual Loops", 1L);
        };
        sum.given = node.at("Actual Rows").get<long>();
        const auto type = node.at("Node Type").get<std::string>();
        if (type.find("Scan") != std::string::npos && type != "Subquery Scan") {
            sum.looked_at += rows("Actual Rows") + rows("Rows Removed by Filter") +
                             rows("Rows Removed by Index Recheck");
            sum.scans +=
                type + " " + node.value("Index Name", node.value("Relation Name", "")) + "; ";
        }
        return sum;
    }

    Cost cost(const ListStatement& statement) { return cost(plan(statement)); }
};

TEST_F(SearchPlans, ReadAListAlongAnIndexWhateverItsOrderAndItsFilters) {
    const auto read = [this](auto fill) {
        const auto of = cost(sql::list_without_words(query(fill)));
        EXPECT_EQ(of.scans.find("Seq Scan convention"), std::string::npos) << of.scans;
        EXPECT_LT(of.looked_at, 1'000) << of.scans;
        return of;
    };
    EXPECT_EQ(read([](auto&) {}).given, 51);
    EXPECT_EQ(read([](auto& q) { q.stage = Stage::InForce; }).given, 51);
    EXPECT_EQ(read([](auto& q) { q.order = SummaryOrder::Title; }).given, 51);
    EXPECT_EQ(read([](auto& q) { q.order = SummaryOrder::Deadline; }).given, 51);
    EXPECT_EQ(read([](auto& q) { q.type_key = "stage"; }).given, 51);
    EXPECT_EQ(read([](auto& q) { q.year = 2019; }).given, 51);
    EXPECT_EQ(read([](auto& q) { q.type_key = "nothing"; }).given, 0);
    const auto of_network = read([this](auto& q) { q.network = kNetwork; });
    EXPECT_EQ(of_network.given, 51);
    EXPECT_NE(of_network.scans.find("convention_search_network"), std::string::npos)
        << of_network.scans;
    EXPECT_EQ(read([](auto& q) { q.network = numbered<NetworkId>(8); }).given, 0);
    const auto first = stores_.conventions.list(query([this](auto& q) { q.network = kNetwork; }));
    EXPECT_EQ(
        read([&](auto& q) {
            q.network = kNetwork;
            q.after = first.back().id;
        }).given,
        51
    );
    const auto second =
        stores_.conventions.list(query([](auto& q) { q.order = SummaryOrder::Title; }));
    EXPECT_EQ(
        read([&](auto& q) {
            q.order = SummaryOrder::Title;
            q.after = second.back().id;
        }).given,
        51
    );
}

TEST_F(SearchPlans, WalkAlongTheListForWordsThatManyHold) {
    const auto asked = query([](auto& q) { q.search = "partenariat 29"; });
    const auto of = cost(sql::list_among_first(asked, {{"%29%", "%partenariat%"}, {}, {}}));
    EXPECT_EQ(of.given, 51);
    EXPECT_LT(of.looked_at, 300) << of.scans;
    const auto few = cost(sql::list_among_first(asked, {{"%9123%", "%partenariat%"}, {}, {}}));
    EXPECT_LT(few.given, 51);
    EXPECT_LT(few.looked_at, 1'200) << few.scans;
}

// Some hundreds of acts hold them, too few for a walk to be short.
TEST_F(SearchPlans, FindWordsThatSomeHoldByTheirIndexAndSortThem) {
    const auto asked = query([](auto& q) { q.search = "partenariat 91"; });
    for (const SearchedWords& words :
         {SearchedWords{{"% 91%"}, {}, {}},
          SearchedWords{{"% 91%", "%partenariat%"}, {}, {"%partenariat%"}}}) {
        const auto of = cost(sql::list_by_words(asked, words));
        EXPECT_EQ(of.given, 51);
        EXPECT_LT(of.looked_at, 1'500) << of.scans;
        EXPECT_NE(of.scans.find("convention_search_words"), std::string::npos) << of.scans;
    }
    const auto sample = plan(sql::how_common(kCampus, {"% 91%", "%partenariat%"}));
    EXPECT_LT(cost(sample).looked_at, 1'000);
}

TEST_F(SearchPlans, FindRareWordsByTheirIndexAndLookAtNoOthers) {
    const auto asked = query([](auto& q) { q.search = "partenariat 9123"; });
    for (const std::vector<std::string>& common :
         {std::vector<std::string>{"%partenariat%"}, std::vector<std::string>{}}) {
        const auto of = cost(sql::list_by_words(asked, {{"%9123%", "%partenariat%"}, {}, common}));
        EXPECT_GE(of.given, 3);
        EXPECT_LT(of.looked_at, 200) << of.scans;
        EXPECT_NE(of.scans.find("convention_search_words"), std::string::npos) << of.scans;
    }
    const auto party = cost(sql::list_by_words(
        query([](auto& q) { q.party = "commune 9f6"; }), {{}, {"%9f6%", "%commune%"}, {"%commune%"}}
    ));
    EXPECT_LT(party.looked_at, 400) << party.scans;
}

TEST_F(SearchPlans, ReadAFewActsOfAStageRatherThanAllThatHoldACommonWord) {
    const auto asked = query([](auto& q) {
        q.search = "partenariat";
        q.stage = Stage::Drafting;
    });
    const SearchedWords words{{"%partenariat%"}, {}, {"%partenariat%"}};
    const auto first = cost(sql::list_among_first(asked, words));
    EXPECT_EQ(first.given, 51);
    EXPECT_LT(first.looked_at, 1'000) << first.scans;
    const auto all = cost(sql::list_by_words(
        query([](auto& q) {
            q.search = "partenariat";
            q.stage = Stage::Drafting;
            q.limit = 200;
        }),
        words
    ));
    EXPECT_EQ(all.given, 100);
    EXPECT_LT(all.looked_at, 1'000) << all.scans;
}

// A year of other acts came since those that hold the words.
TEST_F(SearchPlans, WalkPastNewerActsToWordsThatMostOthersHold) {
    superuser(
        "CREATE TEMP TABLE m AS SELECT gen_random_uuid() AS id, g FROM generate_series(1, 2000) g;"
        "INSERT INTO convention (campus_id, id, ver, stage, needs_help, head, created_at, "
        "updated_at,"
        " type_key, type_version, reference, title, pen_holder, state)"
        " SELECT '" +
        kCampus.text +
        "', id, 1, 'in_force', false, sha256(('m' || g)::text::bytea),"
        " now() + g * interval '1 minute', now(), 'stage', 1, 'STA-2026-' || g, 'Accueil ' || g, "
        "'',"
        " '{}' FROM m;"
        "INSERT INTO convention_search SELECT '" +
        kCampus.text +
        "', m.id, c.created_at, c.type_key, 2026, NULL, c.title, ' lycee', ' sta 2026 accueil "
        "lycee '"
        " FROM m JOIN convention c ON c.id = m.id;"
        "ANALYZE convention; ANALYZE convention_search"
    );
    const std::vector<std::string> words{"%convention%", "%partenariat%", "%commune%"};
    const auto counted = row_of(sql::how_common(kCampus, words));
    EXPECT_GT(counted.at(1) * 2, counted.at(0)) << "the newest alone were looked at";
    const auto asked = query([](auto& q) { q.search = "convention partenariat commune"; });
    const auto of = cost(sql::list_by_words(asked, {words, {}, words}));
    EXPECT_EQ(of.given, 51);
    EXPECT_LT(of.looked_at, 4'000) << of.scans;
}

TEST_F(SearchPlans, AreThoseThatTheStoreRuns) {
    const auto count = [this](const std::string& search) {
        return stores_.conventions.list(query([&](auto& q) { q.search = search; })).size();
    };
    EXPECT_EQ(count("partenariat"), 51U);
    EXPECT_GE(count("Partenariat 9123"), 3U);  // 9123, 19123, 29123
    EXPECT_LT(count("Partenariat 9123"), 10U);
    EXPECT_EQ(count("nowhere"), 0U);
}

TEST_F(SearchPlans, LeaveNoIndexOfWordsOnTheRowOfAnAct) {
    EXPECT_EQ(
        superuser("SELECT count(*) FROM pg_indexes WHERE tablename = 'convention'"
                  " AND indexdef LIKE '%USING gin%'"),
        "0"
    );
}

TEST_F(SearchPlans, WriteTheWordsOfAnActOnlyWhenTheyChange) {
    SampleAct act(1);
    commit(act, act.create("ADH-2026-001"));
    const auto written = [this] {
        return superuser(
            "SELECT xmin FROM convention_search WHERE id = '" +
            to_string(numbered<ConventionId>(1)) + "'"
        );
    };
    const auto created = written();
    commit(act, act.next({OpinionRequested{}}));
    EXPECT_EQ(written(), created);
    commit(act, act.rename("Autre titre"));
    EXPECT_NE(written(), created);
}

}  // namespace
}  // namespace contreseing::integration
