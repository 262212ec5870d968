#include "workflows/app/link.hpp"

#include "tests/unit/app/world.hpp"

#include <random>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using testing::kCampus;
using testing::World;

TEST(Link, ReadsBackWhateverItWrote) {
    std::mt19937 random(20'260'312);
    const auto number = [&random] { return static_cast<int>(random() % 65'536); };
    for (int i = 0; i < 2000; ++i) {
        const int n = 1 + number() % 65'535;
        const int m = 1 + number() % 65'535;
        const std::vector<Place> places{
            slot_place(n),
            seat_place(n, m),
            opinion_place(n),
            {.kind = Place::Kind::Holder, .n = n, .m = m},
            {.kind = Place::Kind::Party, .n = n},
            {.kind = Place::Kind::Reader, .n = n},
            {.matter = {Matter::Kind::Dispute, n}, .kind = Place::Kind::Representative, .n = m}};
        LinkRef link;
        link.campus = CampusId{i % 2 == 0 ? "ptms" : "a23456789012"};
        for (auto& byte : link.convention.bytes) {
            byte = static_cast<std::uint8_t>(random());
        }
        link.place = places[random() % places.size()];
        link.generation = number();
        const auto text = encode(link);
        EXPECT_LE(text.size(), 49U);
        const auto back = decode_link(text);
        ASSERT_TRUE(back) << text;
        EXPECT_EQ(*back, link);
    }
}

TEST(Link, HasOneSpellingOnly) {
    const LinkRef link{kCampus, {}, slot_place(2), 3};
    const auto text = encode(link);
    int others = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char c : std::string("A_z9.-B/+= é")) {
            auto changed = text;
            changed[i] = c;
            if (changed == text) {
                continue;
            }
            const auto read = decode_link(changed);
            if (read) {
                ++others;
                EXPECT_NE(*read, link) << changed;
                EXPECT_EQ(encode(*read), changed);
            }
        }
    }
    EXPECT_GT(others, 0);
}

TEST(Link, RefusesWhatIsTooShortTooLongOrOfAnotherFormat) {
    const auto text = encode({kCampus, {}, slot_place(2), 3});
    for (std::size_t size = 0; size < text.size(); ++size) {
        EXPECT_FALSE(decode_link(text.substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_link(text + "A"));
    EXPECT_FALSE(decode_link(text + text));
    EXPECT_FALSE(decode_link("Demo" + text.substr(4)));
    EXPECT_FALSE(decode_link("d" + text.substr(4)));
    EXPECT_FALSE(decode_link(text.substr(4)));
    EXPECT_FALSE(decode_link(text.substr(0, 5) + std::string(36, '=')));
    EXPECT_FALSE(decode_link(text.substr(0, 5) + std::string(36, '\0')));
    // Formats 0, 1 and 3, and a matter that there is not.
    for (const std::string first : {"AA", "EA", "MA", "Jw"}) {
        auto other = text;
        other.replace(5, 2, first);
        EXPECT_FALSE(decode_link(other)) << other;
    }
}

class Links : public ::testing::Test {
protected:
    Links() { world.reach_signature(); }

    LinkStatus status(const LinkRef& link) {
        const auto state = world.state();
        return inspect(state, link, world.clock.now()).status;
    }
    LinkRef of_slot(int n) {
        const auto state = world.state();
        return link_of(kCampus, state, slot_place(n)).value();
    }
    LinkRef of_seat(int n) {
        const auto state = world.state();
        const auto& opinion = state.opinions.back();
        return *link_of(
            kCampus,
            state,
            seat_place(opinion.n, opinion.seats.at(static_cast<std::size_t>(n - 1)).n)
        );
    }
    LinkRef with(LinkRef link, const Place& place) {
        link.place = place;
        return link;
    }
    LinkRef with(LinkRef link, int generation) {
        link.generation = generation;
        return link;
    }
    World world;
};

TEST_F(Links, AreOpenForThoseWhoHoldThePenAndDoNotExistBefore) {
    EXPECT_EQ(status(of_slot(1)), LinkStatus::Open);
    const auto state = world.state();
    EXPECT_FALSE(link_of(kCampus, state, slot_place(2)));
    EXPECT_EQ(status({kCampus, world.convention, slot_place(2), 1}), LinkStatus::Unknown);
    EXPECT_EQ(inspect(state, of_slot(1), world.clock.now()).slot->n, 1);
}

TEST_F(Links, OpenNothingForNumbersThatWereNeverGiven) {
    const auto link = of_slot(1);
    EXPECT_EQ(status(with(link, slot_place(9))), LinkStatus::Unknown);
    EXPECT_EQ(status(with(link, Place{.kind = Place::Kind::Party, .n = 1})), LinkStatus::Unknown);
    EXPECT_EQ(status(with(link, 0)), LinkStatus::Revoked);
    EXPECT_EQ(status(with(link, 2)), LinkStatus::Unknown);
    EXPECT_EQ(status(with(of_seat(1), seat_place(7, 1))), LinkStatus::Unknown);
    EXPECT_EQ(status(with(of_seat(1), seat_place(1, 77))), LinkStatus::Unknown);
    EXPECT_EQ(status(with(of_seat(1), opinion_place(1))), LinkStatus::Unknown);
    EXPECT_EQ(status(with(of_seat(1), 9)), LinkStatus::Unknown);
}

TEST_F(Links, ExpireAtTheInstantThatWasAnnounced) {
    const auto link = of_slot(1);
    const auto expires = world.state().slot(1)->door->expires_at;
    world.clock.at = expires - std::chrono::microseconds(1);
    EXPECT_EQ(status(link), LinkStatus::Open);
    world.clock.at = expires;
    EXPECT_EQ(status(link), LinkStatus::Expired);
}

TEST_F(Links, AreRevokedByHandAndReplacedByTheNextGeneration) {
    const auto first = of_slot(1);
    world.act(RevokeLink{slot_place(1), "Adresse partagée."});
    EXPECT_EQ(status(first), LinkStatus::Revoked);
    world.act(ExtendLink{1, world.clock.now() + std::chrono::hours(240)});
    EXPECT_EQ(status(first), LinkStatus::Revoked);
    EXPECT_EQ(status(of_slot(1)), LinkStatus::Open);
    EXPECT_NE(of_slot(1).generation, first.generation);
}

TEST_F(Links, BecomeTheReceiptOnceSigned) {
    const auto link = of_slot(1);
    world.sign_at_once(1);
    EXPECT_EQ(status(link), LinkStatus::Done);
    world.clock.at += std::chrono::hours(24 * 365);
    EXPECT_EQ(status(link), LinkStatus::Done);
}

TEST_F(Links, TellTheOneWhoDeclinedAndTheOthersThatTheRoundIsOver) {
    const auto declined = of_slot(1);
    world.act(DeclineToSign{1, "Désaccord."});
    EXPECT_EQ(status(declined), LinkStatus::Declined);
}

TEST_F(Links, AreClosedForAnAbandonedAct) {
    const auto link = of_slot(1);
    world.act(Abandon{"Sans suite."});
    EXPECT_EQ(status(link), LinkStatus::Closed);
}

TEST_F(Links, AreReplacedWhenTheTextIsOpenedAgain) {
    const auto sign = of_slot(1);
    const auto answer = of_seat(1);
    world.act(ReopenDraft{"Une erreur à l’article 3.", true});
    EXPECT_EQ(status(sign), LinkStatus::Replaced);
    EXPECT_EQ(status(answer), LinkStatus::Replaced);
    world.freeze();
    EXPECT_EQ(status(sign), LinkStatus::Replaced);
    world.ask_opinion();
    world.open_round();
    EXPECT_EQ(status(sign), LinkStatus::Replaced);
    EXPECT_EQ(status(of_slot(pen_holders(world.state()).front())), LinkStatus::Open);
}

TEST_F(Links, OfAnOpinionAreDoneWithAnAnswerAndClosedWithout) {
    EXPECT_EQ(status(of_seat(1)), LinkStatus::Done);
    EXPECT_EQ(status(of_seat(5)), LinkStatus::Closed);
}

TEST_F(Links, ToACopyOpenOnceTheActIsInForceOnly) {
    auto state = world.state();
    EXPECT_EQ(status(copy_link(kCampus, state, 0)), LinkStatus::Unknown);
    world.sign_all();
    state = world.state();
    EXPECT_EQ(status(copy_link(kCampus, state, 0)), LinkStatus::Done);
    // Whatever the number: a batch that begins at 0 again shadows nothing of the one before.
    EXPECT_EQ(status(copy_link(kCampus, state, 7)), LinkStatus::Done);
    auto other = copy_link(kCampus, state, 0);
    other.generation = 2;
    EXPECT_EQ(status(other), LinkStatus::Unknown);
    other.generation = 0;
    EXPECT_EQ(status(other), LinkStatus::Unknown);
}

TEST_F(Links, ToACopyLiveAYearAndDieWhenTheyAreRenewed) {
    world.sign_all();
    const auto former = copy_link(kCampus, world.state(), 0);
    const auto in_force = *world.state().in_force_at;
    world.clock.at = in_force + parts::Copies::kLife - std::chrono::microseconds(1);
    EXPECT_EQ(status(former), LinkStatus::Done);
    world.clock.at = in_force + parts::Copies::kLife;
    EXPECT_EQ(status(former), LinkStatus::Expired);
    world.act(RenewCopies{"Message perdu."});
    const auto fresh = copy_link(kCampus, world.state(), 0);
    EXPECT_EQ(fresh.generation, 2);
    EXPECT_EQ(status(former), LinkStatus::Revoked);
    EXPECT_EQ(status(fresh), LinkStatus::Done);
    world.clock.at += parts::Copies::kLife;
    EXPECT_EQ(status(fresh), LinkStatus::Expired);
}

TEST(OpinionLink, StaysOpenToChangeAnAnswerAndExpiresAfterItsLastInstant) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());
    const auto link_to = [&world](std::size_t seat) {
        const auto state = world.state();
        return *link_of(
            kCampus,
            state,
            seat_place(state.opinions.back().n, state.opinions.back().seats.at(seat).n)
        );
    };
    const auto status = [&world](const LinkRef& link) {
        const auto state = world.state();
        return inspect(state, link, world.clock.now()).status;
    };
    EXPECT_EQ(status(link_to(0)), LinkStatus::Open);
    world.act(AnswerOpinion{1, 1, OpinionChoice::Favourable, {}});
    EXPECT_EQ(status(link_to(0)), LinkStatus::Open);
    world.clock.at = world.state().opinion()->deadline;
    EXPECT_EQ(status(link_to(1)), LinkStatus::Open);
    world.clock.at += std::chrono::microseconds(1);
    EXPECT_EQ(status(link_to(0)), LinkStatus::Done);
    EXPECT_EQ(status(link_to(1)), LinkStatus::Expired);
}

TEST(OpinionLink, DiesWhenItIsRevokedOrItsAddressIsCorrected) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.act(world.scene().opinion_request());
    const auto link = [&world] {
        const auto state = world.state();
        return *link_of(kCampus, state, seat_place(1, 2));
    };
    const auto status = [&world](const LinkRef& each) {
        const auto state = world.state();
        return inspect(state, each, world.clock.now()).status;
    };
    const auto former = link();
    world.act(RevokeLink{seat_place(1, 2), "Homonyme."});
    EXPECT_EQ(status(former), LinkStatus::Revoked);
    world.act(CorrectAddress{seat_place(1, 2), {"juste@directoire.example"}, "Faute."});
    EXPECT_EQ(status(former), LinkStatus::Revoked);
    EXPECT_NE(encode(link()), encode(former));
    EXPECT_EQ(status(link()), LinkStatus::Open);
}

}  // namespace
}  // namespace contreseing::workflows::app
