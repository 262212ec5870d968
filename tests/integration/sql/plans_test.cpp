#include "sql/queue_statements.hpp"
#include "tests/integration/sql/fixture.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace contreseing::integration {
namespace {

/// The statements of the queues as the jobs' own sessions carry them out: planned while every
/// table is empty, as on the first day, and kept.
class Plans : public SqlTest {
protected:
    Plans() {
        pqxx::nontransaction work(session_.connection());
        const auto keep = [&](const sql::Statement& statement, auto... parameters) {
            session_.prepare(statement.name, statement.text);
            (void)work.exec_prepared(statement.name, parameters...);
        };
        keep(sql::queue::kClaim, 1, 16, 60'000, none_, "-infinity");
        keep(sql::queue::kClaimInOrder, 2, 16, 60'000, none_, "-infinity");
        keep(sql::queue::kSettle, "{}", "{}", "{}", "{}", "{}", "{}", "{}", "{}");
        keep(sql::queue::kRetryNow, "demo", kSome, 1, 0);
        keep(sql::queue::kAbandon, "demo", kSome, 1, 0, "x");
        keep(sql::queue::kDue, "2030-01-01", "-infinity", "{signature_reminder}");
        keep(sql::queue::kNextDue, "{signature_reminder}");
    }

    /// `waiting` messages that could leave, `gone` that left, and as many overdue timers.
    void fill(int waiting, int gone) {
        superuser(
            "INSERT INTO effect (campus_id, convention_id, seq, n, status, created_at,"
            " next_try_at, settled_at, kind, what, lane, place, payload, receiver)"
            " SELECT 'demo', ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 1, k.n,"
            " CASE WHEN i <= " +
            std::to_string(waiting) +
            " THEN 'pending' ELSE 'delivered' END, now(),"
            " CASE WHEN i <= " +
            std::to_string(waiting) +
            " THEN now() - i * interval '1 ms' END,"
            " CASE WHEN i > " +
            std::to_string(waiting) +
            " THEN now() END,"
            " k.kind, 'reminder', k.lane, 'slot/1', '{}', k.receiver"
            " FROM generate_series(1, " +
            std::to_string(waiting + gone) +
            ") i, (VALUES (0, 'mail', 1, NULL), (1, 'follow_up', 2, 'x')) k (n, kind, lane,"
            " receiver);"
            "INSERT INTO convention_timer (campus_id, convention_id, kind, place, generation, fire_at)"
            " SELECT 'demo', ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid,"
            " 'signature_reminder', 'slot/1', 1, '2026-01-01 09:00' FROM generate_series(1, " +
            std::to_string(waiting) + ") i"
        );
    }

    /// The plan as it was carried out; nothing of it stays.
    std::string explain(const std::string& call) {
        pqxx::work work(session_.connection());
        const auto rows =
            work.exec("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, COSTS OFF) EXECUTE " + call);
        std::string text;
        for (const auto& row : rows) {
            text += row[0].as<std::string>() + "\n";
        }
        return text;
    }
    /// Pages of the whole statement: PostgreSQL counts them in the first node, children included.
    static int pages(const std::string& plan) {
        int sum = 0;
        const auto line = plan.substr(plan.find("Buffers: shared"));
        for (const std::string word : {"hit=", "read="}) {
            const auto at = line.substr(0, line.find('\n')).find(word);
            sum += at == std::string::npos ? 0 : std::stoi(line.substr(at + word.size()));
        }
        return sum;
    }
    /// Of any of its nodes.
    static int most_rows(const std::string& plan) {
        int most = 0;
        const std::string_view mark = "actual rows=";
        for (auto at = plan.find(mark); at != std::string::npos; at = plan.find(mark, at + 1)) {
            most = std::max(most, std::stoi(plan.substr(at + mark.size())));
        }
        return most;
    }
    static constexpr auto kKey = "'demo', '00000000-0000-4000-8000-000000000007', 1, 0";

    static constexpr auto kSome = "00000000-0000-4000-8000-000000000007";
    const std::optional<std::string> none_;
    sql::SilenceWatch watch_{std::chrono::minutes(1)};
    sql::Session session_{
        sql::PoolOptions{.connection = database_.as_jobs(), .only_by_index = true}, watch_
    };
};

TEST_F(Plans, ReadWhatTheyNeedAndNoMoreAmongManyMessages) {
    fill(20'000, 20'000);
    const auto arrays = [](int count) {
        std::string campus, id, one, zero, status, words, delay;
        for (int i = 1; i <= count; ++i) {
            const std::string comma = i > 1 ? "," : "";
            const auto n = std::to_string(i);
            campus += comma + "demo";
            id += comma + "00000000-0000-4000-8000-" + std::string(12 - n.size(), '0') + n;
            one += comma + "1";
            zero += comma + "0";
            status += comma + "delivered";
            words += comma + "250";
            delay += comma + "NULL";
        }
        return "'{" + campus + "}', '{" + id + "}', '{" + one + "}', '{" + zero + "}', '{" + zero +
               "}', '{" + status + "}', '{" + words + "}', '{" + delay + "}'";
    };
    // Sixteen rows: each a few pages of an index, its own, and what writing it needs.
    const std::map<std::string, int> most{
        {"effect_claim(1, 16, 60000, NULL, '-infinity')", 400},
        {"effect_claim_in_order(2, 16, 60000, NULL, '-infinity')", 500},
        {"effect_settle(" + arrays(16) + ")", 400},
        {std::string("effect_retry_now(") + kKey + ")", 40},
        {std::string("effect_abandon(") + kKey + ", 'x')", 40},
        {"timer_due('2030-01-01', '-infinity', '{signature_reminder}')", 220},
        {"timer_next_due('{signature_reminder}')", 8},
    };
    for (const auto& [call, limit] : most) {
        const auto plan = explain(call);
        EXPECT_LE(pages(plan), limit) << call << "\n" << plan;
        // A hundred are read to fire a hundred, sixteen to claim sixteen.
        EXPECT_LE(most_rows(plan), call.find("timer_due") == 0 ? 100 : 16) << plan;
        EXPECT_EQ(plan.find("Seq Scan on effect"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("Seq Scan on convention_timer"), std::string::npos) << plan;
        // Whoever knows the key never walks the queue.
        if (call.find("claim") == std::string::npos) {
            EXPECT_EQ(plan.find("effect_waiting"), std::string::npos) << plan;
        }
    }
}

TEST_F(Plans, ALookFromThePlaceOfTheLastOneReadsNoneOfWhatWasDone) {
    // As long as this is open, nothing that was done since can be cleared away.
    pqxx::connection somebody(database_.as_superuser());
    pqxx::transaction<pqxx::isolation_level::repeatable_read> old(somebody);
    old.exec("SELECT count(*) FROM contreseing.effect");
    fill(10'000, 0);
    superuser(
        "UPDATE effect SET status = 'delivered', settled_at = now(), next_try_at = NULL"
        " WHERE next_try_at < (SELECT max(next_try_at) FROM effect)"
    );
    const auto last = superuser("SELECT max(next_try_at) FROM effect");
    const auto whole = pages(explain("effect_claim(1, 16, 60000, NULL, '-infinity')"));
    const auto near = pages(explain("effect_claim(1, 16, 60000, NULL, '" + last + "')"));
    EXPECT_LT(near * 10, whole);
}

TEST(QueueHead, LooksFromTheBeginningAFiftiethOfTheTimeAtMost) {
    using namespace std::chrono_literals;
    sql::QueueHead head(1s);
    const auto start = sql::QueueHead::Steady::now();
    const auto at = [&](std::chrono::milliseconds ms) { return start + ms; };
    const auto found = *workflows::parse_instant("2026-11-30T09:00:10.000000Z");
    const auto first = head.look(at(0ms));
    EXPECT_EQ(first.from, "-infinity");
    head.looked(first, found, at(10ms));
    // It took 10 ms: for half a second looks begin a second before what was found.
    const auto near = head.look(at(100ms));
    EXPECT_EQ(near.from, "2026-11-30T09:00:09.000000Z");
    head.looked(near, std::nullopt, at(101ms));
    EXPECT_EQ(head.look(at(509ms)).from, "2026-11-30T09:00:09.000000Z");
    EXPECT_EQ(head.look(at(511ms)).from, "-infinity");
}

}  // namespace
}  // namespace contreseing::integration
