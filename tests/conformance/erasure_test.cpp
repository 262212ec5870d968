#include "tests/conformance/stores_under_test.hpp"

namespace contreseing::conformance {
namespace {

using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using Kind = CommitResult::Kind;

template <class Stores>
class ErasureConformance : public Conformance<Stores> {
protected:
    /// An act of which one message to Li left, with what the mail server said.
    SampleAct told(const std::string& error, const std::string& proof) {
        SampleAct act(1);
        this->commit(act, act.create("ADH-2026-001"));
        DraftEdited edited;
        edited.slots = act.state.slots;
        auto& second = edited.slots->emplace_back();
        second.n = 2;
        second.rank = 2;
        second.holder = contact("Li");
        auto edit =
            act.next({edited, WarningAcknowledged{"term_unspecified", "Vu par Li, Lille."}});
        edit.messages = {message_to("Li"), message_to("lise")};
        edit.message_causes = {0, 0};
        this->commit(act, edit);
        for (const auto& effect : this->effects.claim(Lane::Ordinary, 2, std::chrono::minutes(1))) {
            this->effects.settle({settlement_of(effect, Settlement::Kind::PutOff, error)});
        }
        for (const auto& effect : this->effects.claim(Lane::Ordinary, 2, std::chrono::minutes(1))) {
            this->effects.settle({settlement_of(effect, Settlement::Kind::Delivered, proof)});
        }
        return act;
    }
};
TYPED_TEST_SUITE(ErasureConformance, EveryStore);

/// An entry that says so, and the erasure of `places` with it.
Transition erasing(SampleAct& act, std::vector<JournalPlace> places) {
    auto transition = act.next({ValuesErased{"À sa demande.", places}});
    transition.erased = std::move(places);
    return transition;
}

const std::vector<JournalPlace> kOfLi{
    {2, "/body/slots/1/holder/name"}, {2, "/body/slots/1/holder/email"}, {3, "/body/reason"}};

TYPED_TEST(ErasureConformance, ReachesTheStateTheJournalAndTheMessages) {
    auto act =
        this->told("450 <LI@exemple.fr> later", "250 Li's alive: delivered to li, élie, Élite");
    const auto before = act.state;
    ASSERT_EQ(this->commit(act, erasing(act, kOfLi)).kind, Kind::Committed);

    const auto state = this->conventions.load(kCampus, act.id, {})->state;
    EXPECT_EQ(state.slots.at(0), before.slots.at(0));
    EXPECT_EQ(state.slots.at(1).holder.name, "(effacé)");
    EXPECT_EQ(state.slots.at(1).holder.email.text, "(effacé)");
    EXPECT_EQ(state.acknowledgements.at("term_unspecified"), "(effacé)");
    EXPECT_EQ(state.events, 4);
    const auto journal = this->conventions.journal(kCampus, act.id);
    State folded;
    folded.id = act.id;
    for (const auto& entry : journal) {
        folded = evolve(std::move(folded), entry.recorded);
    }
    EXPECT_EQ(folded, state);
    EXPECT_EQ(journal.back().hash, act.head);
    EXPECT_EQ(this->conventions.moment(kCampus, act.id, 4)->before.slots, state.slots);

    const auto messages = this->effects.of_convention(kCampus, act.id);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].message()->to.name, "(effacé)");
    EXPECT_EQ(messages[0].message()->to.email.text, "(effacé)");
    EXPECT_EQ(messages[1].message()->to, contact("lise"));
    for (const auto& message : messages) {
        EXPECT_EQ(message.last_error, "450 <(effacé)> later");
        EXPECT_EQ(message.proof, "250 (effacé)'s alive: delivered to (effacé), élie, Élite");
    }
}

TYPED_TEST(ErasureConformance, TakesATextWhereItIsAllAndAnAddressWithItsName) {
    auto act = this->told("450 Vu par Li, Lille. Later", "Vu par Li, Lille.");
    ASSERT_EQ(this->commit(act, erasing(act, {kOfLi[2]})).kind, Kind::Committed);
    for (const auto& message : this->effects.of_convention(kCampus, act.id)) {
        EXPECT_EQ(message.last_error, "450 Vu par Li, Lille. Later");
        EXPECT_EQ(message.proof, "(effacé)");
    }
    ASSERT_EQ(this->commit(act, erasing(act, {kOfLi[0]})).kind, Kind::Committed);
    const auto messages = this->effects.of_convention(kCampus, act.id);
    EXPECT_EQ(messages.at(0).message()->to.email.text, "(effacé)");
    EXPECT_EQ(messages.at(0).last_error, "450 Vu par (effacé), Lille. Later");
    EXPECT_EQ(messages.at(1).message()->to, contact("lise"));
}

TYPED_TEST(ErasureConformance, IsRefusedOfWhatIsNotThereAndWhileAMessageWaits) {
    auto act = this->told("450 later", "250 ok");
    const auto nowhere = erasing(act, {kOfLi[0], {2, "/body/slots/9/holder/name"}});
    EXPECT_EQ(this->conventions.commit(nowhere).kind, Kind::Conflict);
    auto more = act.rename("Autre titre");
    more.messages = {message_to("lise")};
    more.message_causes = {0};
    this->commit(act, more);
    EXPECT_EQ(this->conventions.commit(erasing(act, kOfLi)).kind, Kind::Conflict);
    const auto waiting = this->effects.claim(Lane::Ordinary, 1, std::chrono::minutes(1));
    ASSERT_EQ(waiting.size(), 1U);
    this->effects.settle({settlement_of(waiting[0], Settlement::Kind::Delivered, "250 ok")});
    EXPECT_EQ(this->conventions.load(kCampus, act.id, {})->state, act.state);
    ASSERT_EQ(this->commit(act, erasing(act, kOfLi)).kind, Kind::Committed);
    EXPECT_EQ(this->conventions.commit(erasing(act, kOfLi)).kind, Kind::Conflict) << "gone already";
}

}  // namespace
}  // namespace contreseing::conformance
