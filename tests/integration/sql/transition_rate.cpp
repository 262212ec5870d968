// Measures, does not test: plain transitions (load, then commit of one entry) per second on a
// durable cluster, beside what pgbench reaches there with one statement that inserts and updates.
// Prints one JSON object per line. Usage: transition_rate [seconds [conventions]]

#include "tests/integration/sql/fixture.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace contreseing::integration {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using namespace workflows::app;
using Steady = std::chrono::steady_clock;

struct Rate {
    double per_second = 0;
    double p50_ms = 0;
    double p99_ms = 0;
};

Rate measure(sql::Stores& stores, std::vector<SampleAct>& acts, int threads, double seconds) {
    std::vector<std::vector<double>> latencies(static_cast<std::size_t>(threads));
    const auto start = Steady::now();
    const auto end =
        start +
        std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
    const auto work = [&](std::size_t who) {
        // Each thread has acts of its own: the cost is looked for, not the conflicts.
        for (std::size_t at = who; Steady::now() < end; at += static_cast<std::size_t>(threads)) {
            SampleAct& act = acts
                [at % (acts.size() / static_cast<std::size_t>(threads) *
                       static_cast<std::size_t>(threads))];
            const auto begun = Steady::now();
            const auto loaded = stores.conventions.load(kCampus, act.id, workflows::CommandId{{1}});
            const auto transition = act.rename(std::to_string(act.commands));
            const auto result = stores.conventions.commit(transition);
            if (!loaded || result.kind != CommitResult::Kind::Committed) {
                throw std::runtime_error("a transition did not hold");
            }
            act.took_place(transition, result);
            latencies[who].push_back(
                std::chrono::duration<double, std::milli>(Steady::now() - begun).count()
            );
        }
    };
    std::vector<std::thread> all;
    for (int n = 0; n < threads; ++n) {
        all.emplace_back(work, static_cast<std::size_t>(n));
    }
    for (auto& thread : all) {
        thread.join();
    }
    std::vector<double> together;
    for (const auto& some : latencies) {
        together.insert(together.end(), some.begin(), some.end());
    }
    std::sort(together.begin(), together.end());
    const std::chrono::duration<double> took = Steady::now() - start;
    return {
        static_cast<double>(together.size()) / took.count(),
        together.at(together.size() / 2),
        together.at(together.size() * 99 / 100)};
}

/// What the same machine and cluster do with one statement that inserts and updates.
std::string pgbench(const std::string& connection, int clients, double seconds) {
    const std::string script = "/tmp/cspg-bench-" + std::to_string(getpid()) + ".sql";
    std::ofstream(script
    ) << "\\set id random(1, 100000)\n"
         "WITH u AS (UPDATE public.i SET ver = ver + 1 WHERE id = :id RETURNING ver)"
         " INSERT INTO public.e SELECT :id, ver, repeat('x', 60) FROM u;\n";
    const std::string command = "/usr/lib/postgresql/15/bin/pgbench -n -M prepared -j 2 -c " +
                                std::to_string(clients) + " -T " +
                                std::to_string(static_cast<int>(seconds)) + " -f " + script + " '" +
                                connection + "' 2>/dev/null | sed -n 's/^tps = //p'";
    std::string answer;
    std::array<char, 128> part{};
    FILE* pipe = popen(command.c_str(), "r");
    while (pipe != nullptr && fgets(part.data(), part.size(), pipe) != nullptr) {
        answer += part.data();
    }
    pclose(pipe);
    unlink(script.c_str());
    return answer.substr(0, answer.find_first_of(" \n"));
}

void run(double seconds, int conventions) {
    PrivatePostgres server(PrivatePostgres::Durability::Durable);
    TestDatabase database(server);
    TestDigest digest;
    SeededRandom random;
    sql::Stores stores({.connection = database.as_app(), .size = 32}, digest, random);
    stores.registry.save({kCampus, "Campus", "son directeur", "Lycée", "Bagnols", contact("a")});
    run_sql(
        database.as_superuser(),
        "CREATE TABLE public.i (id int PRIMARY KEY, ver int, filler text) WITH (fillfactor = 75);"
        "INSERT INTO public.i SELECT g, 0, repeat('x', 300) FROM generate_series(1, 100000) g;"
        "CREATE TABLE public.e (id int, ver int, body text, PRIMARY KEY (id, ver)); ANALYZE"
    );
    std::vector<SampleAct> acts;
    for (int n = 1; n <= conventions; ++n) {
        acts.emplace_back(n);
        const auto creation = acts.back().create("ADH-2026-" + std::to_string(1000 + n));
        acts.back().took_place(creation, stores.conventions.commit(creation));
    }
    run_sql(database.as_superuser(), "VACUUM ANALYZE");
    for (const int clients : {8, 32}) {
        for (int round = 1; round <= 2; ++round) {
            const std::string before =
                run_sql(database.as_superuser(), "SELECT pg_current_wal_insert_lsn()");
            const double server_cpu = server.cpu_seconds();
            const double own_cpu = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
            const Rate rate = measure(stores, acts, clients, seconds);
            const double done = rate.per_second * seconds;
            const double server_us = (server.cpu_seconds() - server_cpu) / done * 1e6;
            const double own_us =
                (static_cast<double>(std::clock()) / CLOCKS_PER_SEC - own_cpu) / done * 1e6;
            const std::string wal = run_sql(
                database.as_superuser(),
                "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '" + before + "')"
            );
            std::cout << "{\"clients\":" << clients << ",\"transitions_per_s\":" << rate.per_second
                      << ",\"p50_ms\":" << rate.p50_ms << ",\"p99_ms\":" << rate.p99_ms
                      << ",\"wal_bytes\":" << std::stod(wal) / done
                      << ",\"postgres_cpu_us\":" << server_us << ",\"client_cpu_us\":" << own_us
                      << ",\"pgbench_one_statement_per_s\":"
                      << pgbench(database.as_superuser(), clients, seconds) << "}" << std::endl;
        }
    }
}

}  // namespace
}  // namespace contreseing::integration

int main(int count, char** arguments) {
    const double seconds = count > 1 ? std::stod(arguments[1]) : 5;
    const int conventions = count > 2 ? std::stoi(arguments[2]) : 2000;
    contreseing::integration::run(seconds, conventions);
}
