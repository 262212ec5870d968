#include "server/pages/kit/form_command.hpp"
#include "tests/unit/pages/admin_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A form posted again, as after Back: with the same content it is one act, with another one it is
// another act, and nothing that was typed is dropped in silence.

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;
using testing::Not;
using workflows::OpinionChoice;
using workflows::Stage;

class FormAgain : public testing::Test {
protected:
    /// The hidden fields of the page at `address`, as its form posts them every time.
    std::string hidden(const std::string& address) {
        const auto page = world.show(address).body();
        return "csrf=" + hidden_value(page, "csrf") + "&command=" + hidden_value(page, "command") +
               "&";
    }
    http::Response post(const std::string& target, const std::string& form) {
        return world.post(target, world.browser, form);
    }
    std::string form_of_draft(const std::string& title) {
        const int n = world.state().slots.front().n;
        return "&title=" + title + "&place=Bagnols-sur-C%C3%A8ze&visas=" +
               "&party.0.n=1&party.0.role=campus&party.0.name=Campus+des+m%C3%A9tiers"
               "&party.0.represented_by=son+directeur&party.0.zone=metropole"
               "&party.1.n=2&party.1.role=member&party.1.name=Soci%C3%A9t%C3%A9+Exemple"
               "&party.1.represented_by=son+pr%C3%A9sident&party.1.zone=metropole"
               "&slot.0.n=" +
               std::to_string(n) +
               "&slot.0.rank=1&slot.0.party=0&slot.0.office=Directeur"
               "&slot.0.name=Dominique+Mod%C3%A8le&slot.0.email=dominique@campus.example"
               "&slot.0.locale=fr&slot.0.zone=metropole";
    }

    AdminWorld world;
};

TEST(FormCommand, IsOfTheFormAndOfAllThatItHolds) {
    test_support::TestDigest digest;
    workflows::CommandId form;
    form.bytes[0] = 1;
    const http::Fields fields{{"csrf", "a"}, {"command", "b"}, {"title", "Premier"}, {"x", ""}};
    const auto command = form_command(digest, form, fields);
    EXPECT_EQ(command.bytes[6] >> 4, 5) << "RFC 9562, 5.5";
    EXPECT_EQ(form_command(digest, form, fields), command);
    EXPECT_EQ(
        form_command(digest, form, {{"csrf", "other"}, {"title", "Premier"}, {"x", ""}}), command
    );
    auto other_form = form;
    other_form.bytes[0] = 2;
    EXPECT_NE(form_command(digest, other_form, fields), command);
    for (const auto& changed :
         {http::Fields{{"title", "Second"}, {"x", ""}},
          http::Fields{{"title", "Premier"}},
          http::Fields{{"x", ""}, {"title", "Premier"}},
          http::Fields{{"title", "Premier"}, {"x", ""}, {"x", ""}},
          http::Fields{{"titlePremier", ""}, {"x", ""}}}) {
        EXPECT_NE(form_command(digest, form, changed), command);
    }
    const std::vector<std::uint8_t> one{'%', 'P', 'D', 'F'};
    const std::vector<std::uint8_t> two{'%', 'P', 'D', 'G'};
    EXPECT_NE(form_command(digest, form, fields, one), command);
    EXPECT_NE(form_command(digest, form, fields, one), form_command(digest, form, fields, two));
    EXPECT_EQ(form_command(digest, form, fields, one), form_command(digest, form, fields, one));
}

TEST_F(FormAgain, OfADraftWhosePartiesWereNumberedAnewMovesNoPlace) {
    const auto edit = world.address("/edit");
    const auto old = [this](std::string form) {
        for (const auto* n : {"party.0.n=1", "party.1.n=2"}) {
            form.replace(form.find(n), std::string_view(n).size(), std::string(n) + "9");
        }
        return form;
    };
    const auto events = [this] { return "events=" + std::to_string(world.state().events); };
    EXPECT_EQ(post(edit, hidden(edit) + events() + old(form_of_draft("Premier"))).status(), 303);
    ASSERT_EQ(world.state().parties.size(), 2U);
    EXPECT_EQ(world.state().parties[1].n, 2) << "the same role and name: the same party";
    EXPECT_EQ(world.state().slots.front().party, 1);
    const auto added =
        "&party.2.role=member&party.2.added=1&party.2.name=Autre"
        "&party.2.represented_by=&party.2.zone=metropole";
    const auto before = hidden(edit) + events();
    EXPECT_EQ(post(edit, before + form_of_draft("Second") + added).status(), 303);
    const auto again = post(edit, before + form_of_draft("Troisième") + added);
    EXPECT_EQ(again.status(), 409);
    EXPECT_EQ(post(edit, hidden(edit) + events() + form_of_draft("Tiers") + added).status(), 303);
    ASSERT_EQ(world.state().parties.size(), 3U);
    EXPECT_EQ(world.state().parties[2].n, 3) << "typed before it had a number";
}

TEST_F(FormAgain, OfADraftSaysWhatIsKeptAndSavesWhenConfirmed) {
    const auto edit = world.address("/edit");
    const auto before = hidden(edit) + "events=" + std::to_string(world.state().events);
    EXPECT_EQ(post(edit, before + form_of_draft("Premier")).status(), 303);
    const auto twice = post(edit, before + form_of_draft("Premier"));
    EXPECT_THAT(header(twice, "Location"), HasSubstr("done=edit_draft")) << "a double click";
    const int events = world.state().events;

    const auto refused = post(edit, before + form_of_draft("Second"));
    EXPECT_EQ(refused.status(), 409);
    EXPECT_THAT(refused.body(), HasSubstr("Enregistré\u00a0: «\u00a0Premier\u00a0»"));
    EXPECT_THAT(refused.body(), HasSubstr("value=\"Second\""));
    EXPECT_EQ(world.state().title, "Premier");
    const auto again = "csrf=" + hidden_value(refused.body(), "csrf") +
                       "&command=" + hidden_value(refused.body(), "command") +
                       "&events=" + hidden_value(refused.body(), "events");
    EXPECT_EQ(post(edit, again + form_of_draft("Second")).status(), 303);
    EXPECT_EQ(world.state().title, "Second");
    EXPECT_EQ(world.state().events, events + 1);

    // The very first page, found again and sent as it was: it was saved once, and is no more.
    const auto first = post(edit, before + form_of_draft("Premier"));
    EXPECT_EQ(first.status(), 409);
    EXPECT_THAT(first.body(), HasSubstr("Enregistré\u00a0: «\u00a0Second\u00a0»"));
    EXPECT_EQ(world.state().title, "Second");
}

TEST_F(FormAgain, OfAnActionWithAnotherValueIsAnotherAct) {
    world.open_round();
    const auto correct = world.address("/actions/correct_address");
    const auto form = hidden(correct + "?place=slot/1") + "place=slot/1&reason=coquille&email=";
    EXPECT_EQ(post(correct, form + "premier@campus.example").status(), 303);
    const int events = world.state().events;
    EXPECT_EQ(post(correct, form + "premier@campus.example").status(), 303);
    EXPECT_EQ(world.state().events, events) << "a double click";
    EXPECT_EQ(post(correct, form + "second@campus.example").status(), 303);
    EXPECT_EQ(world.state().slot(1)->holder.email.text, "second@campus.example");
    const auto back = post(correct, form + "premier@campus.example");
    EXPECT_EQ(back.status(), 409);
    EXPECT_THAT(back.body(), HasSubstr("avait déjà été enregistré"));
    EXPECT_THAT(back.body(), HasSubstr("value=\"premier@campus.example\""));
    EXPECT_EQ(world.state().slot(1)->holder.email.text, "second@campus.example");
    const auto confirmed = "csrf=" + hidden_value(back.body(), "csrf") +
                           "&command=" + hidden_value(back.body(), "command") +
                           "&place=slot/1&reason=coquille&email=premier@campus.example";
    EXPECT_EQ(post(correct, confirmed).status(), 303);
    EXPECT_EQ(world.state().slot(1)->holder.email.text, "premier@campus.example");
}

TEST_F(FormAgain, OfAnActionThatIsBehindSaysWhatIsRecorded) {
    const auto abandon = world.address("/actions/abandon");
    const auto form = hidden(abandon) + "reason=";
    EXPECT_EQ(post(abandon, form + "Le+projet+est+retir%C3%A9").status(), 303);
    EXPECT_EQ(post(abandon, form + "Le+projet+est+retir%C3%A9").status(), 303);
    const auto other = post(abandon, form + "Autre+motif");
    EXPECT_EQ(other.status(), 409);
    EXPECT_THAT(other.body(), HasSubstr("Ce qui est enregistré"));
    EXPECT_THAT(other.body(), HasSubstr("Le projet est retiré"));
    EXPECT_EQ(world.state().end_reason, "Le projet est retiré");
}

TEST_F(FormAgain, AcknowledgesAgainForAnotherReason) {
    world.open_round();
    const auto correct = world.address("/actions/correct_address");
    const std::string typed = "place=slot/1&reason=coquille&email=direction@campus.example";
    const auto form =
        hidden(correct + "?place=slot/1") + typed + "&ack_item=administrator_address:1&ack_reason=";
    EXPECT_EQ(post(correct, form + "Par+interim").status(), 303);
    const auto acknowledged = world.state().acknowledgements;
    ASSERT_EQ(acknowledged.size(), 1U);
    EXPECT_EQ(acknowledged.begin()->second, "Par interim");
    EXPECT_EQ(post(correct, form + "Par+interim").status(), 303);
    EXPECT_EQ(world.state().slot(1)->address_changes.size(), 1U);
}

TEST_F(FormAgain, OfANewRecordMakesAnotherRecord) {
    const auto form = hidden("/admin/people") + "id=&locale=fr&zone=metropole&name=";
    EXPECT_EQ(post("/admin/people", form + "Camille&email=camille@lycee.example").status(), 303);
    EXPECT_EQ(post("/admin/people", form + "Camille&email=camille@lycee.example").status(), 303);
    EXPECT_EQ(world.registry.count_people(world.campus, {}), 1);
    EXPECT_EQ(post("/admin/people", form + "Alix&email=alix@lycee.example").status(), 303);
    auto people = world.registry.people(world.campus, {}, "Camille");
    ASSERT_EQ(people.size(), 1U) << "the first one is not written over";
    EXPECT_EQ(world.registry.count_people(world.campus, {}), 2);

    people[0].contact.name = "Camille Exemple";
    world.registry.save(world.campus, people[0]);
    const auto late = post("/admin/people", form + "Camille&email=camille@lycee.example");
    EXPECT_EQ(late.status(), 409);
    EXPECT_THAT(late.body(), HasSubstr("Camille Exemple"));
    EXPECT_EQ(world.registry.person(world.campus, people[0].id)->contact.name, "Camille Exemple");

    const auto organisation = hidden("/admin/organisations") + "id=&place=&siret=&zone=metropole";
    EXPECT_EQ(post("/admin/organisations", organisation + "&name=Un").status(), 303);
    EXPECT_EQ(post("/admin/organisations", organisation + "&name=Un").status(), 303);
    EXPECT_EQ(post("/admin/organisations", organisation + "&name=Deux").status(), 303);
    EXPECT_EQ(world.registry.count_organisations(world.campus, {}), 2);
}

TEST_F(FormAgain, OfANewConventionStartsAnother) {
    const auto form = hidden("/admin/conventions/new") + "type=adhesion&title=";
    const auto first = post("/admin/conventions/new", form + "Premier");
    EXPECT_EQ(first.status(), 303);
    const auto twice = post("/admin/conventions/new", form + "Premier");
    EXPECT_EQ(header(twice, "Location"), header(first, "Location"));
    const auto second = post("/admin/conventions/new", form + "Second");
    EXPECT_EQ(second.status(), 303);
    EXPECT_NE(header(second, "Location"), header(first, "Location"));
}

TEST_F(FormAgain, GivesAMessageUpOnce) {
    world.open_round();
    const auto waiting = world.effects.unsettled(world.campus, {1}).at(0);
    const auto message = "/admin/effects/" + to_string(world.convention) + "/" +
                         std::to_string(waiting.key.seq) + "/" + std::to_string(waiting.key.n);
    const auto form = hidden(message) + "reason=";
    EXPECT_EQ(post(message + "/abandon", form + "Boite+close").status(), 303);
    EXPECT_EQ(post(message + "/abandon", form + "Boite+close").status(), 303);
    EXPECT_EQ(post(message + "/abandon", form + "Autre+motif").status(), 409);
}

class AnswerAgain : public testing::Test {
protected:
    AnswerAgain() {
        world.freeze();
        world.ask_opinion();
        address = address_of(world.opinion_link(2));
        member = world.open(world.opinion_link(2));
        form = "csrf=" + member.csrf + "&command=" + member.command + "&text=&choice=";
    }
    http::Response answer(const std::string& choice) {
        return world.post(address + "/answer", member, form + choice);
    }
    OpinionChoice kept() { return world.state().opinions.back().seats.at(1).answer->choice; }

    World world;
    std::string address;
    Browser member;
    std::string form;
};

TEST_F(AnswerAgain, IsAChangeOfMindAndNotADoubleClick) {
    EXPECT_EQ(answer("favourable").status(), 303);
    EXPECT_EQ(answer("favourable").status(), 303);
    const int events = world.state().events;
    EXPECT_EQ(answer("abstain").status(), 303);
    EXPECT_EQ(kept(), OpinionChoice::Abstain);
    EXPECT_EQ(world.state().events, events + 1);

    const auto back = answer("favourable");
    EXPECT_EQ(back.status(), 409);
    EXPECT_THAT(back.body(), HasSubstr("c’est celle qui est dite ci-dessous qui compte"));
    EXPECT_THAT(back.body(), HasSubstr("Je m’abstiens"));
    EXPECT_THAT(back.body(), HasSubstr("id=\"choice-favourable\" required checked"));
    EXPECT_EQ(kept(), OpinionChoice::Abstain);
    form = "csrf=" + member.csrf + "&command=" + hidden_value(back.body(), "command") +
           "&text=&choice=";
    EXPECT_EQ(answer("favourable").status(), 303);
    EXPECT_EQ(kept(), OpinionChoice::Favourable);
}

TEST_F(AnswerAgain, SaysThatItCameAfterTheClosing) {
    EXPECT_EQ(answer("favourable").status(), 303);
    world.execute(workflows::CloseOpinion{1});
    EXPECT_EQ(answer("favourable").status(), 303) << "the same one was recorded in time";
    const auto late = answer("abstain");
    EXPECT_EQ(late.status(), 409);
    EXPECT_THAT(late.body(), HasSubstr("n’a pas été enregistré"));
    EXPECT_THAT(late.body(), HasSubstr("Votre avis est enregistré"));
    EXPECT_EQ(kept(), OpinionChoice::Favourable);
}

TEST(CodeAgain, IsSentWhenTheOneOfThePageIsOver) {
    World world;
    world.open_round();
    const auto address = address_of(world.sign_link(1));
    const auto browser = world.open(world.sign_link(1));
    const auto form = world.hidden(browser);
    EXPECT_EQ(world.post(address + "/code", browser, form).status(), 303);
    EXPECT_EQ(world.post(address + "/code", browser, form).status(), 303) << "a double click";
    EXPECT_EQ(world.state().slot(1)->codes_issued, 1);
    world.clock.at += std::chrono::minutes{11};
    EXPECT_EQ(world.post(address + "/code", browser, form).status(), 303);
    EXPECT_EQ(world.state().slot(1)->codes_issued, 2);
}

TEST(DeclineAgain, SaysThatTheFirstRefusalIsKept) {
    World world;
    world.open_round();
    const auto address = address_of(world.sign_link(1));
    const auto browser = world.open(world.sign_link(1));
    const auto form = "csrf=" + browser.csrf + "&command=" + browser.command + "&reason=";
    EXPECT_EQ(world.post(address + "/decline", browser, form + "Non").status(), 303);
    EXPECT_EQ(world.post(address + "/decline", browser, form + "Non").status(), 303);
    const auto other = world.post(address + "/decline", browser, form + "Jamais");
    EXPECT_EQ(other.status(), 409);
    EXPECT_THAT(other.body(), HasSubstr("n’a rien changé"));
    EXPECT_EQ(world.state().slot(1)->decline_reason, "Non");
}

}  // namespace

}  // namespace contreseing::server::pages::tests
