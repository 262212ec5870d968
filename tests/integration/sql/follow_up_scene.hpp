#pragma once

#include "server/jobs/mail_room.hpp"
#include "sql/stores.hpp"
#include "tests/support/outside_fakes.hpp"
#include "tests/support/sample_acts.hpp"
#include "workflows/app/ask_act.hpp"
#include "workflows/app/engine.hpp"
#include "workflows/domain/deciding.hpp"

#include <stdexcept>
#include <string>

namespace contreseing::integration {

/// Sends nothing: there is nothing but follow-ups.
class NoPostman : public workflows::app::Postman {
public:
    workflows::app::DeliveryReport deliver(const workflows::app::Dispatch&) override {
        throw std::logic_error("no mail was to leave");
    }
};

// Who is in the scene: one act asks; two may be asked and one was abandoned before.
inline constexpr int kParent = 1;
inline constexpr int kFirstChild = 2;
inline constexpr int kSecondChild = 3;
inline constexpr int kAbandoned = 4;
/// What one turn of the parent asks of each child, in this order.
inline constexpr int kAskedOfEach = 3;

/// One server on the database, put together as the product puts itself together.
class FollowUpServer {
public:
    FollowUpServer(const std::string& app, const std::string& jobs, int life)
        : random(static_cast<std::uint64_t>(life) + 1),
          stores({.connection = app, .size = 2}, digest, random),
          jobs_stores({.connection = jobs, .size = 6}, digest, random, stores.memory) {
        clock.at = test_support::instant(10'000 + life);
        const auto id = to_string(test_support::numbered<workflows::CommandId>(life));
        jobs_stores.pool.hold_as(id);
        jobs_stores.lives.show(id, "one place");
    }

    /// The parent is renamed, and asks: the decision is built here, by the means that rules have.
    void let_parent_ask(int turn) {
        using namespace workflows;
        using test_support::kCampus;
        using test_support::numbered;
        const auto id = numbered<ConventionId>(kParent);
        const auto command = numbered<CommandId>(1000 + turn);
        const auto view = engine.view(kCampus, id, command);
        auto around = engine.surroundings(*view->type, kCampus, clock.now());
        const Actor actor{Actor::Kind::Administrator, "a1", "Mme Élise", "directrice"};
        Deciding deciding(around, view->loaded.state, actor);
        DraftEdited edited;
        edited.title = "Tour " + std::to_string(turn);
        deciding.emit(edited);
        for (int i = 0; i < kAskedOfEach; ++i) {
            for (const int child : {kFirstChild, kSecondChild}) {
                deciding.follow_up(
                    {numbered<ConventionId>(child),
                     AcknowledgeWarning{
                         "attestation:authority,1",
                         std::to_string(turn) + "." + std::to_string(i),
                         {}}}
                );
            }
        }
        deciding.follow_up({numbered<ConventionId>(kAbandoned), Abandon{"encore"}});
        app::Transition transition;
        transition.campus = kCampus;
        transition.convention = id;
        transition.expected_ver = view->loaded.ver;
        transition.head = view->loaded.head;
        transition.received_at = clock.now();
        transition.actor = actor;
        transition.command = command;
        transition.after = view->loaded.state;
        record(transition, std::move(deciding).done());
        transition.summary = app::summarise(*view->type, engine.zone(), transition.after);
        if (stores.conventions.commit(transition).kind != app::CommitResult::Kind::Committed) {
            throw std::runtime_error("the parent was not committed");
        }
    }

    bool something_waits() { return !jobs_stores.effects.waiting(std::nullopt).empty(); }

    test_support::TestDigest digest;
    test_support::SeededRandom random;
    test_support::ManualClock clock;
    sql::Stores stores;
    sql::Stores jobs_stores;
    NoPostman postman;
    workflows::app::Engine engine{
        jobs_stores.conventions,
        jobs_stores.types,
        jobs_stores.registry,
        jobs_stores.accounts,
        workflows::ZoneTable{"Europe/Paris", std::chrono::minutes(60), {}}};
    workflows::app::DeliveryTools tools{
        engine,
        jobs_stores.conventions,
        jobs_stores.types,
        jobs_stores.registry,
        jobs_stores.effects,
        jobs_stores.documents,
        postman,
        clock,
        random,
        digest};
};

}  // namespace contreseing::integration
