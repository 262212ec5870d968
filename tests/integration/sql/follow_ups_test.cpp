#include "tests/integration/sql/fixture.hpp"
#include "tests/integration/sql/follow_up_scene.hpp"
#include "tests/support/source_dir.hpp"
#include "workflows/app/effect_key.hpp"

#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>

#include <nlohmann/json.hpp>

extern char** environ;

namespace contreseing::integration {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using namespace workflows;
using namespace workflows::app;

class FollowUps : public SqlTest {
protected:
    FollowUps() {
        std::ifstream file(CONTRESEING_SOURCE_DIR "/workflows/types/adhesion.json");
        auto type = nlohmann::json::parse(file);
        type["version"] = 1;  // that of the acts
        stores_.types.publish(kCampus, type.dump());
        for (const int n : {kParent, kFirstChild, kSecondChild, kAbandoned}) {
            SampleAct act(n);
            commit(act, act.create("ADH-2026-00" + std::to_string(n)));
            if (n == kAbandoned) {
                commit(act, act.next({ConventionAbandoned{"sans suite"}}));
            }
        }
    }

    /// The signal that ended it, or its exit status negated.
    int run(int turn, const std::string& point, int nth, std::chrono::milliseconds grace = {}) {
        const std::string program = CONTRESEING_FOLLOW_UP_WORKER;
        std::vector<std::string> words{
            program,
            database_.as_app(),
            database_.as_jobs(),
            std::to_string(turn),
            point,
            std::to_string(nth)};
        std::vector<char*> argv;
        for (auto& word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        pid_t child = 0;
        if (posix_spawn(&child, program.c_str(), nullptr, nullptr, argv.data(), environ) != 0) {
            ADD_FAILURE() << "cannot start " << program;
            return 0;
        }
        if (grace.count() > 0) {
            std::this_thread::sleep_for(grace);
            kill(child, SIGKILL);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
    }

    std::vector<JournalEntry> journal(int n) {
        return stores_.conventions.journal(kCampus, numbered<ConventionId>(n), {100'000, {}});
    }
};

TEST_F(FollowUps, AreEachDoneOnceAndInOrderHoweverOftenTheServerIsKilled) {
    int turn = 0;
    std::map<std::string, int> killed;
    // After what the worker has just done: nothing is timed.
    for (int nth = 1; nth <= 7; ++nth) {
        for (const std::string point : {"claimed", "child_committed", "settled"}) {
            if (nth <= 4 || point == "child_committed") {
                killed[point] += run(++turn, point, nth) == SIGKILL ? 1 : 0;
            }
        }
        killed["parent_committed"] += run(++turn, "parent_committed", 1) == SIGKILL ? 1 : 0;
    }
    // And at whatever moment it was.
    for (int i = 0; i < 12; ++i) {
        killed["some moment"] += run(++turn, "never", 1, 20ms + 17ms * i) == SIGKILL ? 1 : 0;
    }
    EXPECT_EQ(killed["claimed"], 4);
    EXPECT_EQ(killed["child_committed"], 7);
    EXPECT_EQ(killed["settled"], 4);
    EXPECT_EQ(killed["parent_committed"], 7);
    ASSERT_EQ(run(++turn, "drain", 0), 0);

    // What was asked: every turn that the parent's journal holds.
    std::map<int, Instant> asked;
    for (const auto& entry : journal(kParent)) {
        if (const auto* edited = std::get_if<DraftEdited>(&entry.recorded.event)) {
            asked[std::stoi(edited->title->substr(5))] = entry.recorded.received_at;
        }
    }
    EXPECT_GE(asked.size(), 22U);
    const auto count = static_cast<int>(asked.size());

    std::map<EffectStatus, int> rows;
    std::map<EffectKey, CommandId> ids;
    const auto effects =
        stores_.effects.of_convention(kCampus, numbered<ConventionId>(kParent), {100'000, {}});
    for (const auto& effect : effects) {
        ++rows[effect.status];
        ASSERT_TRUE(effect.follow_up());
        if (effect.status == EffectStatus::Refused) {
            EXPECT_EQ(effect.follow_up()->asked.to, numbered<ConventionId>(kAbandoned));
            EXPECT_EQ(effect.last_error, "wrong_stage");
        }
    }
    EXPECT_EQ(rows[EffectStatus::Delivered], 2 * kAskedOfEach * count);
    EXPECT_EQ(rows[EffectStatus::Refused], count);
    EXPECT_EQ(static_cast<int>(effects.size()), (2 * kAskedOfEach + 1) * count);

    for (const int child : {kFirstChild, kSecondChild}) {
        std::vector<std::pair<int, int>> done;
        std::set<CommandId> commands;
        for (const auto& [recorded, hash, body] : journal(child)) {
            const auto* acknowledged = std::get_if<WarningAcknowledged>(&recorded.event);
            if (acknowledged == nullptr) {
                continue;
            }
            const auto dot = acknowledged->reason.find('.');
            const int of_turn = std::stoi(acknowledged->reason.substr(0, dot));
            done.emplace_back(of_turn, std::stoi(acknowledged->reason.substr(dot + 1)));
            commands.insert(recorded.command);
            EXPECT_EQ(recorded.effective_at, asked.at(of_turn));
            EXPECT_EQ(recorded.actor.kind, Actor::Kind::System);
            EXPECT_EQ(
                recorded.actor.id.rfind(
                    "convention/" + to_string(numbered<ConventionId>(kParent)) + "/", 0
                ),
                0U
            );
            EXPECT_NE(body.find("\"effective_at\":"), std::string::npos);
        }
        // None lost, none doubled, in the order in which they were asked.
        std::vector<std::pair<int, int>> wanted;
        for (const auto& [of_turn, at] : asked) {
            for (int i = 0; i < kAskedOfEach; ++i) {
                wanted.emplace_back(of_turn, i);
            }
        }
        EXPECT_EQ(done, wanted);
        EXPECT_EQ(commands.size(), done.size());
    }
    EXPECT_EQ(journal(kAbandoned).size(), 2U);
    RecordProperty("turns", count);
}

TEST_F(FollowUps, OfAnUnknownKindHoldUpNoOtherAndStayForAPerson) {
    FollowUpServer server(database_.as_app(), database_.as_jobs(), 1);
    server.let_parent_ask(1);
    superuser(
        "INSERT INTO effect (campus_id, convention_id, seq, n, created_at, kind, what, lane, place,"
        " payload) SELECT campus_id, id, 1, k.n, now(), k.kind, k.what, 2, k.place, '{}'"
        " FROM convention, (VALUES (90, 'webhook', 'sent', ''), (91, 'mail', 'song', ''),"
        " (92, 'follow_up', 'dance', ''), (93, 'mail', 'reminder', 'moon/1')) k (n, kind, what, "
        "place)"
        " WHERE reference = 'ADH-2026-001'"
    );
    std::map<EffectKey, std::string> failed;
    int delivered = 0;
    for (auto some = server.jobs_stores.effects.claim(Lane::Acts, 16, 1min); !some.empty();
         some = server.jobs_stores.effects.claim(Lane::Acts, 16, 1min)) {
        for (const auto& effect : some) {
            const auto handled = carry_out(server.tools, effect);
            if (handled.failure) {
                failed[effect.key] = handled.settlement.text;
            }
            delivered += handled.settlement.kind == Settlement::Kind::Delivered ? 1 : 0;
            server.jobs_stores.effects.settle({handled.settlement});
        }
    }
    EXPECT_EQ(delivered, 2 * kAskedOfEach);
    ASSERT_EQ(failed.size(), 4U);
    const auto id = numbered<ConventionId>(kParent);
    EXPECT_EQ(
        failed.at({kCampus, id, 1, 90}),
        "effect of kind webhook/sent cannot be carried out: unknown"
    );
    EXPECT_NE(failed.at({kCampus, id, 1, 91}).find("mail/song"), std::string::npos);
    EXPECT_NE(failed.at({kCampus, id, 1, 92}).find("follow_up/dance"), std::string::npos);
    EXPECT_NE(failed.at({kCampus, id, 1, 93}).find("unknown place moon/1"), std::string::npos);
    int waiting = 0;
    for (const auto& effect : stores_.effects.unsettled(kCampus, {100, {}})) {
        EXPECT_TRUE(effect.needs_a_person());
        waiting += effect.status == EffectStatus::Pending ? 1 : 0;
    }
    EXPECT_EQ(waiting, 4);
}

}  // namespace
}  // namespace contreseing::integration
