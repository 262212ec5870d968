#include "server/pages/link/opinion_words.hpp"
#include "server/pages/link/session.hpp"
#include "tests/unit/pages/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

using testing::HasSubstr;
using testing::Not;
using workflows::OpinionChoice;

TEST(Quorum, SaysWhetherItIsReachedAndWhetherItMayBe) {
    const auto tally_of = [](int answers) {
        workflows::Tally tally;
        tally.seats = 7;
        tally.needed = 4;
        tally.favourable = answers;
        return tally;
    };
    const auto so_far = [&](int answers, workflows::Turnout all, Locale locale = Locale::Fr) {
        return progress_words(shipped_pages().words(), locale, all, tally_of(answers));
    };
    EXPECT_EQ(so_far(0, {0, 7}), "0 réponse sur 7\u00a0; quorum de 4 pas encore atteint");
    EXPECT_EQ(so_far(2, {2, 7}), "2 réponses sur 7\u00a0; quorum de 4 pas encore atteint");
    EXPECT_EQ(so_far(4, {4, 7}), "4 réponses sur 7\u00a0; quorum de 4 atteint");
    EXPECT_EQ(so_far(1, {1, 7}, Locale::En), "1 answer out of 7; quorum of 4 not reached yet");
    // Consultative voices answer too, and do not count.
    EXPECT_EQ(
        so_far(2, {4, 9}),
        "4 réponses sur 9\u00a0; quorum de 4 pas encore atteint\u00a0: 2 voix délibératives sur 7"
    );
    EXPECT_EQ(
        so_far(1, {2, 8}, Locale::En),
        "2 answers out of 8; quorum of 4 not reached yet: 1 deliberative voice out of 7"
    );
    const auto said = [&](int answers, Locale locale = Locale::Fr) {
        return quorum_words(shipped_pages().words(), locale, tally_of(answers));
    };
    EXPECT_EQ(said(7), "Quorum de 4 atteint\u00a0: 7 réponses sur 7");
    EXPECT_EQ(said(1), "Quorum de 4 non atteint\u00a0: 1 réponse sur 7");
    EXPECT_EQ(said(2), "Quorum de 4 non atteint\u00a0: 2 réponses sur 7");
    EXPECT_EQ(said(0, Locale::En), "Quorum of 4 not reached: 0 answers out of 7");
}

namespace {

class OpinionPages : public testing::Test {
protected:
    void SetUp() override {
        world.freeze();
        world.ask_opinion();
        chair = world.open(world.opinion_link(1));
        member = world.open(world.opinion_link(2));
        chair_address = address_of(world.opinion_link(1));
        member_address = address_of(world.opinion_link(2));
    }
    http::Response answer(const std::string& choice, const std::string& text = "") {
        const auto page = world.get(member_address, member).body();
        return world.post(
            member_address + "/answer",
            member,
            "csrf=" + member.csrf + "&command=" + hidden_value(page, "command") +
                "&choice=" + choice + "&text=" + text
        );
    }
    const workflows::Seat seat(int n) {
        return world.state().opinions.back().seats.at(static_cast<std::size_t>(n - 1));
    }

    World world;
    Browser chair;
    Browser member;
    std::string chair_address;
    std::string member_address;
};

}  // namespace

TEST_F(OpinionPages, ShowTheQuestionTheTextAndTheDeadline) {
    const auto page = world.get(member_address, member).body();
    EXPECT_THAT(page, HasSubstr("L’instance «\u00a0Le directoire\u00a0» est consultée"));
    EXPECT_THAT(page, HasSubstr("Quel est votre avis sur cette admission"));
    EXPECT_THAT(page, HasSubstr("Lycée 2"));
    EXPECT_THAT(page, HasSubstr("22\u00a0mars\u00a02026"));
    EXPECT_THAT(page, HasSubstr("value=\"unfavourable\""));
    EXPECT_THAT(page, Not(HasSubstr("Clore")));
    EXPECT_EQ(world.get(member_address + "/document", member).status(), 200);
}

TEST_F(OpinionPages, RecordAnAnswerThatMayBeChanged) {
    EXPECT_EQ(answer("favourable").status(), 303);
    EXPECT_EQ(seat(2).answer->choice, OpinionChoice::Favourable);
    const auto page = world.get(member_address, member).body();
    EXPECT_THAT(page, HasSubstr("Votre avis est enregistré"));
    EXPECT_THAT(page, HasSubstr("id=\"choice-favourable\" required checked"));
    EXPECT_EQ(answer("reserved", "Sous+condition").status(), 303);
    EXPECT_EQ(seat(2).answer->text, "Sous condition");
    EXPECT_EQ(answer("abstain", "Sous+condition").status(), 303);
    EXPECT_EQ(seat(2).answer->text, "") << "the reservation went with the answer it explained";
    EXPECT_EQ(answer("favourable", "Une+remarque").status(), 303);
    EXPECT_EQ(seat(2).answer->text, "Une remarque");
}

TEST_F(OpinionPages, WantATextForReservationsAndKeepTheChoice) {
    const auto page = answer("reserved");
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("doit dire pourquoi"));
    EXPECT_THAT(page.body(), HasSubstr("id=\"choice-reserved\" required checked"));
    EXPECT_FALSE(seat(2).answer.has_value());
}

TEST_F(OpinionPages, WantOneOfTheFourAnswers) {
    EXPECT_EQ(answer("perhaps", "typed").status(), 422);
    EXPECT_THAT(answer("", "typed").body(), HasSubstr(">typed</textarea>"));
}

TEST_F(OpinionPages, LetAGuestReadWithoutAnswering) {
    const auto guest = world.open(world.opinion_link(3));
    const auto address = address_of(world.opinion_link(3));
    const auto page = world.get(address, guest);
    EXPECT_EQ(page.status(), 200);
    EXPECT_THAT(page.body(), HasSubstr("Quel est votre avis sur cette admission"));
    EXPECT_THAT(page.body(), HasSubstr("aucun avis ne vous est demandé"));
    EXPECT_THAT(page.body(), HasSubstr("Consultation ouverte jusqu’au"));
    EXPECT_THAT(page.body(), HasSubstr(address + "/document"));
    EXPECT_THAT(page.body(), Not(HasSubstr("/answer\"")));
    EXPECT_EQ(world.get(address + "/document", guest).status(), 200);
    const auto cookie = guest.cookie.substr(guest.cookie.find('=') + 1);
    const auto session =
        unseal(world.secrets, cookie, app::encode(world.opinion_link(3)), world.clock.now());
    ASSERT_TRUE(session.has_value());
    const auto refused = world.post(
        address + "/answer",
        guest,
        "csrf=" + form_token(world.secrets, *session) +
            "&command=0190aaaa-bbbb-4ccc-8ddd-eeeeffff0000&choice=favourable"
    );
    EXPECT_EQ(refused.status(), 409);
    EXPECT_THAT(
        refused.body(),
        HasSubstr("les personnes qui participent sans voix lisent la question et les documents")
    );
    EXPECT_FALSE(seat(3).answer.has_value());
}

TEST_F(OpinionPages, RefuseAFormWithoutItsToken) {
    EXPECT_EQ(
        world
            .post(member_address + "/answer", member, "choice=favourable&command=" + member.command)
            .status(),
        403
    );
    EXPECT_EQ(world.post(member_address + "/sign", member, "").status(), 404);
}

TEST_F(OpinionPages, SendALostLinkAgainWhileTheVoteRuns) {
    const auto page = world.get(member_address);
    EXPECT_EQ(page.status(), 401);
    EXPECT_THAT(page.body(), HasSubstr("action=\"" + member_address + "/new-link\""));
    const auto mailed = [this] {
        int requests = -1;  // apart from the first
        for (const auto& effect : world.effects.of_convention(world.campus, world.convention)) {
            const auto& message = *effect.message();
            EXPECT_NE(message.kind, workflows::mails::kOpinionReminder);
            requests +=
                message.kind == workflows::mails::kOpinionRequest && message.place.seat() == 2 ? 1
                                                                                               : 0;
        }
        return requests;
    };
    const auto ask = [this] {
        EXPECT_EQ(world.post(member_address + "/new-link", {}, "").status(), 202);
        for (const auto& task : world.later) {
            task();
        }
        world.later.clear();
    };
    ask();
    EXPECT_EQ(mailed(), 1);
    EXPECT_EQ(seat(2).link_resent_at, world.clock.now());
    ask();
    EXPECT_EQ(mailed(), 1) << "once in five minutes";
    world.clock.at = world.state().opinions.back().deadline + std::chrono::seconds{1};
    ask();
    EXPECT_EQ(mailed(), 1) << "nobody may answer any more";
    member = world.open(world.opinion_link(2));
    EXPECT_THAT(world.get(member_address, member).body(), Not(HasSubstr("/new-link")));
}

TEST_F(OpinionPages, LetOnlyTheChairCloseAfterConfirming) {
    EXPECT_EQ(answer("favourable").status(), 303);
    EXPECT_THAT(world.get(chair_address, chair).body(), HasSubstr("Clore l’avis maintenant"));
    const auto asked = world.get(chair_address + "/close", chair);
    EXPECT_THAT(asked.body(), HasSubstr("<p>1 réponse sur 2\u00a0; quorum de 1 atteint.</p>"));
    const auto by_member =
        "csrf=" + member.csrf + "&command=" + hidden_value(asked.body(), "command");
    EXPECT_EQ(world.post(member_address + "/close", member, by_member).status(), 403);
    EXPECT_FALSE(world.state().opinions.back().closed_at.has_value());
    const auto by_chair =
        "csrf=" + chair.csrf + "&command=" + hidden_value(asked.body(), "command");
    // As a robot submits it, that fills in nothing or anything.
    for (const auto* word : {"", "&word=", "&word=oui", "&word=test@example.com", "&word=clor"}) {
        const auto page = world.post(chair_address + "/close", chair, by_chair + word);
        EXPECT_EQ(page.status(), 422) << word;
        EXPECT_THAT(page.body(), HasSubstr("Écrivez CLORE pour clore"));
        EXPECT_THAT(page.body(), HasSubstr("1 réponse sur 2\u00a0; quorum de 1 atteint."));
    }
    EXPECT_FALSE(world.state().opinions.back().closed_at.has_value());
    const auto confirmed = by_chair + "&word=+clore+";
    EXPECT_EQ(world.post(chair_address + "/close", chair, confirmed).status(), 303);
    EXPECT_EQ(world.post(chair_address + "/close", chair, confirmed).status(), 303)
        << "a double click";
    EXPECT_TRUE(world.state().opinions.back().closed_at.has_value());

    const auto mine = world.get(member_address, member);
    EXPECT_EQ(mine.status(), 200);
    EXPECT_THAT(mine.body(), HasSubstr("L’avis est clos"));
    EXPECT_THAT(mine.body(), HasSubstr("Avis enregistré le"));
    EXPECT_THAT(mine.body(), HasSubstr("(par la présidence, ou en son nom)"));
    // Who did not answer reads the same result.
    const auto result = world.get(chair_address, chair);
    EXPECT_EQ(result.status(), 200);
    for (const auto* page : {&mine, &result}) {
        EXPECT_THAT(page->body(), HasSubstr("Avis favorable"));
        EXPECT_THAT(
            page->body(),
            HasSubstr("favorable\u00a0: 1\u00a0; favorable avec réserves\u00a0: 0\u00a0; "
                      "défavorable\u00a0: 0\u00a0; abstention\u00a0: 0")
        );
        EXPECT_THAT(page->body(), HasSubstr("Quorum de 1 atteint\u00a0: 1 réponse sur 2"));
    }
}

TEST_F(OpinionPages, SayThatTheDeadlineHasPassed) {
    world.clock.at += std::chrono::hours{239};
    const auto late = world.open(world.opinion_link(2));
    const auto form = world.hidden(late) + "&choice=favourable";
    world.clock.at += std::chrono::hours{2};
    const auto page = world.get(member_address, late);
    EXPECT_EQ(page.status(), 410);
    EXPECT_THAT(page.body(), HasSubstr("est passée."));
    EXPECT_EQ(world.post(member_address + "/answer", late, form).status(), 410);
    EXPECT_FALSE(seat(2).answer.has_value());
}

}  // namespace contreseing::server::pages::tests
