#include "tests/conformance/stores_under_test.hpp"
#include "tests/support/timers.hpp"

#include <thread>

namespace contreseing::conformance {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using namespace workflows;
using namespace workflows::app;

template <class Stores>
class EffectStoreConformance : public Conformance<Stores> {
protected:
    /// A convention whose creation sends `count` messages.
    SampleAct act_with_messages(int n, int count) {
        SampleAct act(n);
        auto creation = act.create("ADH-2026-" + std::to_string(100 + n));
        for (int i = 0; i < count; ++i) {
            creation.messages.push_back(message_to("p" + std::to_string(i)));
            creation.message_causes.push_back(0);
        }
        this->commit(act, creation);
        return act;
    }
};
TYPED_TEST_SUITE(EffectStoreConformance, EveryStore);

TYPED_TEST(EffectStoreConformance, KeepsAMessageUnderTheEntryThatCausedIt) {
    auto act = this->act_with_messages(1, 0);
    auto transition = act.next({RoundOpened{}, SlotInvited{1, {}}});
    transition.messages = {message_to("a"), message_to("b"), message_to("c")};
    transition.messages[2].kind = mails::kOpinionRequest;
    transition.messages[2].place = workflows::seat_place(4, 5);
    transition.message_causes = {1, 1, 0};
    this->commit(act, transition);

    const auto sent = this->effects.of_convention(kCampus, act.id);
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0].key, (EffectKey{kCampus, act.id, 2, 0}));
    EXPECT_EQ(*sent[0].message(), transition.messages[2]);
    EXPECT_EQ(sent[1].key, (EffectKey{kCampus, act.id, 3, 0}));
    EXPECT_EQ(sent[2].key, (EffectKey{kCampus, act.id, 3, 1}));
    EXPECT_EQ(*sent[2].message(), transition.messages[1]);
    EXPECT_EQ(sent[2].status, EffectStatus::Pending);
    EXPECT_EQ(sent[2].created_at, transition.received_at);
    EXPECT_EQ(std::get<Mail>(sent[2].holds).template_version, 1);
    EXPECT_EQ(sent[2].attempts, 0);
}

TYPED_TEST(EffectStoreConformance, HandsAnEffectToOneWorkerAtATime) {
    this->act_with_messages(1, 3);
    EXPECT_EQ(this->effects.claim(Lane::Ordinary, 2, 1min).size(), 2U);
    const auto rest = this->effects.claim(Lane::Ordinary, 10, 1min);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].attempts, 1);
    EXPECT_TRUE(this->effects.claim(Lane::Ordinary, 10, 1min).empty());
}

TYPED_TEST(EffectStoreConformance, NeverGivesOneEffectToTwoOfManyWorkers) {
    this->act_with_messages(1, 60);
    std::mutex mutex;
    std::vector<EffectKey> claimed;
    const auto worker = [&] {
        for (;;) {
            const auto mine = this->effects.claim(Lane::Ordinary, 3, 1min);
            if (mine.empty()) {
                return;
            }
            const std::lock_guard lock(mutex);
            for (const auto& effect : mine) {
                claimed.push_back(effect.key);
            }
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 6; ++i) {
        workers.emplace_back(worker);
    }
    for (auto& thread : workers) {
        thread.join();
    }
    std::sort(claimed.begin(), claimed.end());
    EXPECT_EQ(std::unique(claimed.begin(), claimed.end()), claimed.end());
    EXPECT_EQ(claimed.size(), 60U);
}

TYPED_TEST(EffectStoreConformance, TakesBackAnEffectWhoseHolderDied) {
    this->act_with_messages(1, 1);
    const auto first = this->effects.claim(Lane::Ordinary, 1, 0ms);
    const auto second = this->effects.claim(Lane::Ordinary, 1, 1min);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].attempts, 2);
    EXPECT_GT(second[0].lease_epoch, first[0].lease_epoch);

    this->effects.settle({settlement_of(first[0], Settlement::Kind::Delivered, "250 late")});
    EXPECT_EQ(this->effects.unsettled(kCampus, {10}).size(), 1U);
    this->effects.settle({settlement_of(second[0], Settlement::Kind::Delivered, "250 ok")});
    const auto done = this->effects.of_convention(kCampus, second[0].key.convention).at(0);
    EXPECT_EQ(done.status, EffectStatus::Delivered);
    EXPECT_EQ(done.proof, "250 ok");
    EXPECT_TRUE(done.settled_at);
    EXPECT_FALSE(done.next_try_at);
}

TYPED_TEST(EffectStoreConformance, TriesAgainLaterAndSaysWhy) {
    this->act_with_messages(1, 2);
    auto claimed = this->effects.claim(Lane::Ordinary, 1, 1min);
    this->effects.settle({settlement_of(claimed[0], Settlement::Kind::PutOff, "451 later", 1h)});
    const auto other = this->effects.claim(Lane::Ordinary, 10, 1min);
    ASSERT_EQ(other.size(), 1U);
    EXPECT_NE(other[0].key, claimed[0].key);

    const auto unsettled = this->effects.unsettled(kCampus, {10});
    ASSERT_EQ(unsettled.size(), 2U);
    const auto late = this->effects.of_convention(kCampus, claimed[0].key.convention);
    const auto& waiting = late[0].key == claimed[0].key ? late[0] : late[1];
    EXPECT_EQ(waiting.last_error, "451 later");
    SummaryQuery all;
    all.campus = kCampus;
    EXPECT_EQ(this->conventions.list(all).at(0).stuck_effects, 1);

    EXPECT_TRUE(this->effects.retry_now(claimed[0].key));
    const auto again = this->effects.claim(Lane::Ordinary, 10, 1min);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].key, claimed[0].key);
}

TYPED_TEST(EffectStoreConformance, LetsNobodyForceOneThatIsLeavingNow) {
    this->act_with_messages(1, 1);
    const auto claimed = this->effects.claim(Lane::Ordinary, 1, 1min);
    EXPECT_FALSE(this->effects.retry_now(claimed[0].key));
    EXPECT_FALSE(this->effects.abandon(claimed[0].key, "trop tard"));
    EXPECT_TRUE(this->effects.claim(Lane::Ordinary, 1, 1min).empty());
}

TYPED_TEST(EffectStoreConformance, ShowsWhatWaitsInPartsThatANewTryDoesNotReorder) {
    const auto act = this->act_with_messages(1, 3);
    this->act_with_messages(2, 3);
    std::vector<EffectKey> seen;
    Slice<EffectKey> part{2, {}};
    for (auto some = this->effects.unsettled(kCampus, part); !some.empty();
         some = this->effects.unsettled(kCampus, part)) {
        for (const auto& effect : some) {
            seen.push_back(effect.key);
        }
        part.after = seen.back();
        this->effects.claim(Lane::Ordinary, 6, 0ms);
    }
    EXPECT_EQ(seen.size(), 6U);
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());

    const auto first = this->effects.of_convention(kCampus, act.id, {2});
    ASSERT_EQ(first.size(), 2U);
    const auto rest = this->effects.of_convention(kCampus, act.id, {2, first[1].key});
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].key, (EffectKey{kCampus, act.id, 1, 2}));
}

TYPED_TEST(EffectStoreConformance, AbandonsWithAReasonOnce) {
    auto act = this->act_with_messages(1, 1);
    const EffectKey key{kCampus, act.id, 1, 0};
    EXPECT_TRUE(this->effects.abandon(key, "adresse morte"));
    EXPECT_FALSE(this->effects.abandon(key, "encore"));
    EXPECT_FALSE(this->effects.retry_now(key));
    EXPECT_TRUE(this->effects.claim(Lane::Ordinary, 1, 1min).empty());
    const auto effect = this->effects.of_convention(kCampus, act.id).at(0);
    EXPECT_EQ(effect.status, EffectStatus::Abandoned);
    EXPECT_EQ(effect.last_error, "adresse morte");
}

TYPED_TEST(EffectStoreConformance, DropsWhatWasOvertaken) {
    this->act_with_messages(1, 1);
    const auto claimed = this->effects.claim(Lane::Ordinary, 1, 1min);
    this->effects.settle({settlement_of(claimed[0], Settlement::Kind::Overtaken, "déjà signé")});
    EXPECT_TRUE(this->effects.unsettled(kCampus, {10}).empty());
    EXPECT_EQ(
        this->effects.of_convention(kCampus, claimed[0].key.convention).at(0).status,
        EffectStatus::Overtaken
    );
}

TYPED_TEST(EffectStoreConformance, KeepsWhatSomebodyWaitsForInALaneOfItsOwn) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    for (const auto kind : {mails::kReminder, mails::kCode, mails::kNewLink}) {
        creation.messages.push_back(message_to("p"));
        creation.messages.back().kind = kind;
        creation.message_causes.push_back(0);
    }
    this->commit(act, creation);
    const auto awaited = this->effects.claim(Lane::Awaited, 10, 1min);
    ASSERT_EQ(awaited.size(), 2U);
    EXPECT_EQ(awaited[0].message()->kind, mails::kCode);
    EXPECT_EQ(awaited[1].message()->kind, mails::kNewLink);
    const auto ordinary = this->effects.claim(Lane::Ordinary, 10, 1min);
    ASSERT_EQ(ordinary.size(), 1U);
    EXPECT_EQ(ordinary[0].message()->kind, mails::kReminder);
}

TYPED_TEST(EffectStoreConformance, SettlesABatchEachItsOwnWay) {
    auto act = this->act_with_messages(1, 5);
    const auto claimed = this->effects.claim(Lane::Ordinary, 5, 1min);
    ASSERT_EQ(claimed.size(), 5U);
    auto late = claimed[4];
    late.lease_epoch -= 1;
    this->effects.settle({
        settlement_of(claimed[0], Settlement::Kind::Delivered, "250 \"ok\""),
        settlement_of(claimed[1], Settlement::Kind::Overtaken, "done"),
        settlement_of(claimed[2], Settlement::Kind::PutOff, "451 {later, \\n}", 1h),
        settlement_of(claimed[3], Settlement::Kind::GivenBack),
        settlement_of(late, Settlement::Kind::Delivered, "250 late"),
    });
    const auto all = this->effects.of_convention(kCampus, act.id);
    EXPECT_EQ(all[0].status, EffectStatus::Delivered);
    EXPECT_EQ(all[0].proof, "250 \"ok\"");
    EXPECT_EQ(all[1].status, EffectStatus::Overtaken);
    EXPECT_EQ(all[1].last_error, "done");
    EXPECT_EQ(all[2].status, EffectStatus::Pending);
    EXPECT_EQ(all[2].last_error, "451 {later, \\n}");
    EXPECT_EQ(all[2].attempts, 1);
    EXPECT_EQ(all[3].status, EffectStatus::Pending);
    EXPECT_EQ(all[3].attempts, 0);
    EXPECT_EQ(all[4].status, EffectStatus::Pending);
    // What was given back is due as it was; what is put off or still held is not.
    const auto again = this->effects.claim(Lane::Ordinary, 5, 1min);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].key, claimed[3].key);
}

TYPED_TEST(EffectStoreConformance, TellsWhatWaitsByKind) {
    EXPECT_TRUE(this->effects.waiting(kCampus).empty());
    auto act = this->act_with_messages(1, 3);
    const auto claimed = this->effects.claim(Lane::Ordinary, 1, 1min);
    this->effects.settle({settlement_of(claimed[0], Settlement::Kind::PutOff, "451", 1h)});
    const auto waiting = this->effects.waiting(kCampus);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].kind, "invitation");
    EXPECT_EQ(waiting[0].lane, Lane::Ordinary);
    EXPECT_EQ(waiting[0].due, 2);
    EXPECT_EQ(waiting[0].put_off, 1);
    EXPECT_EQ(waiting[0].since, this->effects.of_convention(kCampus, act.id).at(0).created_at);
    EXPECT_EQ(this->effects.waiting(std::nullopt).size(), 1U);
    EXPECT_TRUE(this->effects.waiting(CampusId{"autre"}).empty());
}

TYPED_TEST(EffectStoreConformance, AsksAnActInOrderAndOthersMeanwhile) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    const auto ask = [&](int to, const std::string& reason) {
        creation.follow_ups.push_back(
            {{numbered<ConventionId>(to), Abandon{reason}, seat_place(1, 2)}, {instant(7), 3}}
        );
        creation.follow_up_causes.push_back(0);
    };
    ask(2, "un");
    ask(2, "deux \"{}\"");
    ask(3, "trois");
    creation.messages = {message_to("p")};
    creation.message_causes = {0};
    this->commit(act, creation);
    EXPECT_EQ(this->effects.claim(Lane::Ordinary, 10, 1min).size(), 1U);
    std::vector<Effect> claimed;
    const auto reasons = [&] {
        std::vector<std::string> all;
        for (const auto& effect : this->effects.claim(Lane::Acts, 10, 1min)) {
            all.push_back(std::get<Abandon>(effect.follow_up()->asked.command).reason);
            claimed.push_back(effect);
        }
        return all;
    };
    EXPECT_EQ(reasons(), (std::vector<std::string>{"un", "trois"}));
    const auto first = *claimed.at(0).follow_up();
    EXPECT_EQ(claimed.at(0).key, (EffectKey{kCampus, act.id, 1, 1}));
    EXPECT_EQ(first.asked.to, numbered<ConventionId>(2));
    EXPECT_EQ(first.asked.place, seat_place(1, 2));
    EXPECT_EQ(first.cause.effective_at, instant(7));
    EXPECT_EQ(first.cause.hops, 3);
    // While it is carried out, and while it waits for its next try, the later one waits too.
    EXPECT_TRUE(reasons().empty());
    this->effects.settle({settlement_of(claimed.at(0), Settlement::Kind::PutOff, "later", 1h)});
    EXPECT_TRUE(reasons().empty());
    this->effects.retry_now(claimed.at(0).key);
    EXPECT_EQ(reasons(), (std::vector<std::string>{"un"}));
    this->effects.settle({settlement_of(claimed.back(), Settlement::Kind::Refused, "wrong_stage")});
    EXPECT_EQ(reasons(), (std::vector<std::string>{"deux \"{}\""}));
    const auto waiting = this->effects.waiting(kCampus);
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].kind, "follow_up");
    EXPECT_EQ(waiting[0].lane, Lane::Acts);
}

TYPED_TEST(EffectStoreConformance, ShowsWhatWasRefusedUntilItIsGivenUpAndNeverTriesItAgain) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    creation.follow_ups = {{{numbered<ConventionId>(2), Abandon{"un"}}, {instant(7), 1}}};
    creation.follow_up_causes = {0};
    this->commit(act, creation);
    const auto claimed = this->effects.claim(Lane::Acts, 1, 1min);
    ASSERT_EQ(claimed.size(), 1U);
    this->effects.settle({settlement_of(claimed[0], Settlement::Kind::Refused, "wrong_stage")});
    EXPECT_FALSE(this->effects.retry_now(claimed[0].key));
    EXPECT_TRUE(this->effects.claim(Lane::Acts, 1, 1min).empty());
    const auto shown = this->effects.unsettled(kCampus, {10});
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].status, EffectStatus::Refused);
    EXPECT_TRUE(shown[0].settled_at);
    EXPECT_TRUE(shown[0].needs_a_person());
    EXPECT_TRUE(this->effects.unsettled(kCampus, {10, shown[0].key}).empty());
    SummaryQuery all;
    all.campus = kCampus;
    EXPECT_EQ(this->conventions.list(all).at(0).stuck_effects, 1);
    EXPECT_TRUE(this->effects.abandon(claimed[0].key, "vu"));
    EXPECT_FALSE(this->effects.abandon(claimed[0].key, "encore"));
    EXPECT_TRUE(this->effects.unsettled(kCampus, {10}).empty());
    const auto given_up = this->effects.of_convention(kCampus, act.id).at(0);
    EXPECT_EQ(given_up.last_error, "vu");
    EXPECT_EQ(given_up.proof, "wrong_stage");
}

template <class Stores>
class TimerStoreConformance : public Conformance<Stores> {};
TYPED_TEST_SUITE(TimerStoreConformance, EveryStore);

TYPED_TEST(TimerStoreConformance, GivesWhatIsDueTheOldestFirst) {
    for (int n = 1; n <= 3; ++n) {
        SampleAct act(n);
        auto creation = act.create("ADH-2026-00" + std::to_string(n));
        creation.timers_after = {
            {signature_reminder(1), 1, instant(40 - 10 * n)},
            {opinion_deadline(1), 1, instant(1000)}};
        this->commit(act, creation);
    }
    EXPECT_TRUE(this->timers.due(instant(9)).empty());
    EXPECT_EQ(this->timers.next_due(), instant(10));
    const auto due = this->timers.due(instant(20));
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].convention, numbered<ConventionId>(3));
    EXPECT_EQ(due[0].timer, (Timer{signature_reminder(1), 1, instant(10)}));
    EXPECT_EQ(due[1].convention, numbered<ConventionId>(2));
}

TYPED_TEST(TimerStoreConformance, ArmsReplacesAndClearsWithTheTransition) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    creation.timers_after = {
        {signature_reminder(1), 1, instant(10)}, {signature_reminder(2), 1, instant(20)}};
    this->commit(act, creation);

    auto rearm = act.rename("a");
    rearm.timers_after = {
        {signature_reminder(1), 2, instant(30)}, {signature_reminder(3), 1, instant(25)}};
    this->commit(act, rearm);
    const auto due = this->timers.due(instant(100));
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].timer, (Timer{signature_reminder(3), 1, instant(25)}));
    EXPECT_EQ(due[1].timer, (Timer{signature_reminder(1), 2, instant(30)}));

    auto clear = act.rename("b");
    clear.timers_after = {};
    this->commit(act, clear);
    EXPECT_TRUE(this->timers.due(instant(100)).empty());
    EXPECT_FALSE(this->timers.next_due());
}

TYPED_TEST(TimerStoreConformance, KeepsWhatNobodyKnowsAndNamesItsKind) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    creation.timers_after = {
        {{workflows::whole_act(), "of_a_newer_version"}, 1, instant(5)},
        {signature_reminder(1), 1, instant(10)}};
    this->commit(act, creation);
    const auto due = this->timers.due(instant(20));
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].timer.id, signature_reminder(1));
    EXPECT_EQ(this->timers.unknown(instant(20)), std::vector<std::string>{"of_a_newer_version"});
    EXPECT_TRUE(this->timers.unknown(instant(4)).empty());
    EXPECT_EQ(this->timers.next_due(), instant(10));
}

TYPED_TEST(TimerStoreConformance, GivesAtMostAHundred) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    for (int i = 0; i < 130; ++i) {
        creation.timers_after.push_back({signature_reminder(i), 1, instant(130 - i)});
    }
    this->commit(act, creation);
    const auto due = this->timers.due(instant(1000));
    ASSERT_EQ(due.size(), 100U);
    EXPECT_EQ(due.front().timer.fire_at, instant(1));
    EXPECT_EQ(due.back().timer.fire_at, instant(100));
}

}  // namespace
}  // namespace contreseing::conformance
