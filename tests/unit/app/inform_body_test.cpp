#include "workflows/app/inform_body.hpp"

#include "tests/unit/app/world.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using testing::kCampus;
using testing::World;

class Information : public ::testing::Test {
protected:
    Information() {
        world.reach_signature();
        world.sign_all();
        world.postman.answer = [](const Dispatch& dispatch) {
            const bool busy = dispatch.effect.message()->kind == mails::kBodyInformation;
            return busy ? DeliveryReport{DeliveryReport::Kind::Temporary, "451 busy"}
                        : DeliveryReport{DeliveryReport::Kind::Delivered, "250 ok"};
        };
        world.deliver_all();
    }
    InformingTools tools() { return informing(world.delivery()); }
    std::vector<Effect> messages() { return world.effects_of(mails::kBodyInformation); }
    /// The mail left and its row says so; the server died before anything else.
    void leave_without_a_record(const EffectKey& key) {
        ASSERT_TRUE(world.effects.retry_now(key));
        const auto claimed = world.effects.claim(Lane::Ordinary, 1, std::chrono::minutes(1));
        ASSERT_EQ(claimed.size(), 1U);
        ASSERT_EQ(claimed.at(0).key, key);
        const auto reply = "250 queued as " + std::to_string(key.n);
        world.effects.settle({settlement_of(claimed.at(0), Settlement::Kind::Delivered, reply)});
    }
    int recorded() { return world.count_events("body_informed"); }
    BodyInformed last_record() {
        return std::get<BodyInformed>(
            world.conventions.journal(kCampus, world.convention).back().recorded.event
        );
    }

    World world;
};

TEST_F(Information, IsRecordedByTheSweepWhenTheServerDiedAfterTheLastMessage) {
    for (const auto& effect : messages()) {
        leave_without_a_record(effect.key);
    }
    EXPECT_EQ(recorded(), 0);
    EXPECT_EQ(record_bodies_informed(tools()), 1);
    EXPECT_EQ(record_bodies_informed(tools()), 0);
    EXPECT_EQ(recorded(), 1);
    const auto told = last_record();
    ASSERT_EQ(told.members.size(), messages().size());
    EXPECT_EQ(told.recipients, static_cast<int>(messages().size()));
    for (std::size_t i = 0; i < told.members.size(); ++i) {
        const auto effect = messages().at(i);
        EXPECT_EQ(told.members.at(i).email, effect.message()->to.email);
        EXPECT_EQ(told.members.at(i).name, effect.message()->to.name);
        EXPECT_TRUE(told.members.at(i).mailed);
        EXPECT_EQ(told.members.at(i).detail, effect.proof);
    }
}

TEST_F(Information, WaitsForEveryMessage) {
    leave_without_a_record(messages().at(0).key);
    EXPECT_EQ(record_bodies_informed(tools()), 0);
    EXPECT_FALSE(record_body_informed(tools(), kCampus, world.convention));
    EXPECT_EQ(recorded(), 0);
}

TEST_F(Information, IsRecordedWhenTheLastMessageThatWaitsIsGivenUp) {
    leave_without_a_record(messages().at(0).key);
    EXPECT_TRUE(abandon_message(tools(), messages().at(1).key, "Adresse morte."));
    ASSERT_EQ(recorded(), 1);
    const auto told = last_record();
    EXPECT_EQ(told.recipients, 1);
    EXPECT_TRUE(told.members.at(0).mailed);
    EXPECT_FALSE(told.members.at(1).mailed);
    EXPECT_EQ(told.members.at(1).detail, "Adresse morte.");
    EXPECT_FALSE(abandon_message(tools(), messages().at(1).key, "Encore."));
    EXPECT_EQ(recorded(), 1);
}

/// Messages from which somebody erases names once they were read.
class ReadBeforeErasing : public test_support::MemoryEffectStore {
public:
    explicit ReadBeforeErasing(World& world) : MemoryEffectStore(world.db), world_(world) {}
    std::vector<Effect> of_convention(
        const CampusId& campus, const ConventionId& id, const Slice<EffectKey>& slice
    ) override {
        auto read = MemoryEffectStore::of_convention(campus, id, slice);
        world_.act(EraseValues{"r", {{1, "/actor/name"}}, world_.state().events});
        return read;
    }

private:
    World& world_;
};

TEST_F(Information, IsNotRecordedWithNamesErasedWhileItReadTheMessages) {
    for (const auto& effect : messages()) {
        leave_without_a_record(effect.key);
    }
    ReadBeforeErasing erasing(world);
    auto all = tools();
    EXPECT_FALSE(record_body_informed(
        {all.engine, all.conventions, all.registry, erasing, all.clock, all.random},
        kCampus,
        world.convention
    ));
    EXPECT_EQ(recorded(), 0);
    EXPECT_EQ(record_bodies_informed(tools()), 1) << "the sweep comes back";
}

TEST_F(Information, IsNeverClaimedWhenNobodyWasMailed) {
    for (const auto& effect : messages()) {
        EXPECT_TRUE(abandon_message(tools(), effect.key, "Sans objet."));
    }
    EXPECT_EQ(record_bodies_informed(tools()), 0);
    EXPECT_EQ(recorded(), 0);
    EXPECT_FALSE(world.state().body_informed_at);
}

}  // namespace
}  // namespace contreseing::workflows::app
