#include "tests/unit/pages/admin_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;
using testing::Not;

class AdminDraft : public testing::Test {
protected:
    std::string events() { return std::to_string(world.state().events); }
    /// The form as the page would post it, with the first signatory's address.
    std::string form(const std::string& title, const std::string& email) {
        return "events=" + events() + "&title=" + title +
               "&place=Bagnols-sur-C%C3%A8ze&visas="
               "&party.0.n=1&party.0.role=campus&party.0.name=Campus+des+m%C3%A9tiers"
               "&party.0.represented_by=son+directeur&party.0.zone=metropole"
               "&party.1.n=2&party.1.role=member&party.1.name=Soci%C3%A9t%C3%A9+Exemple"
               "&party.1.represented_by=son+pr%C3%A9sident&party.1.zone=metropole"
               "&party.2.role=member&party.2.added=1&party.2.name="
               "&slot.0.n=4&slot.0.rank=1&slot.0.party=0&slot.0.office=Directeur"
               "&slot.0.name=Dominique+Mod%C3%A8le&slot.0.email=" +
               email +
               "&slot.0.locale=fr&slot.0.zone=metropole"
               "&slot.1.n=0&slot.1.rank=2&slot.1.party=1&slot.1.office=&slot.1.name=&slot.1.email=";
    }
    /// `form` for the number that the first place really has.
    std::string numbered(const std::string& title, const std::string& email) {
        auto text = form(title, email);
        const auto n = std::to_string(world.state().slots.front().n);
        text.replace(text.find("slot.0.n=4") + 9, 1, n);
        return text;
    }
    std::string page() { return world.address("/edit"); }

    AdminWorld world;
};

TEST_F(AdminDraft, ShowsEveryPartOfTheDraft) {
    const auto shown = world.show(page());
    EXPECT_EQ(shown.status(), 200);
    for (const auto* text :
         {"value=\"dominique@campus.example\"",
          "value=\"Société Exemple\"",
          "Ajouter un signataire"}) {
        EXPECT_THAT(shown.body(), HasSubstr(text));
    }
}

TEST_F(AdminDraft, FoldsWhatIsCompleteAndOpensWhatRemains) {
    const auto is_open = [](const std::string& shown, const std::string& input) {
        const auto at = shown.find("id=\"" + input + "\"");
        const auto fold = shown.rfind("<details class=\"fold\"", at);
        return shown.substr(fold, shown.find('>', fold) - fold).ends_with(" open");
    };
    auto shown = world.show(page()).body();
    for (const auto* input :
         {"place", "party.0.name", "party.2.name", "slot.0.name", "slot.2.name"}) {
        EXPECT_FALSE(is_open(shown, input)) << input;
    }
    EXPECT_THAT(shown, HasSubstr("<bdi>Directeur</bdi>, <bdi>Dominique Modèle</bdi></summary>"));

    workflows::EditDraft edit;
    edit.slots = world.state().slots;
    edit.slots->at(1).holder = {};
    edit.place = "À définir";
    world.execute(edit);
    shown = world.show(page()).body();
    EXPECT_TRUE(is_open(shown, "place"));
    EXPECT_TRUE(is_open(shown, "slot.1.name"));
    EXPECT_FALSE(is_open(shown, "slot.0.name"));
    EXPECT_THAT(shown, HasSubstr("<bdi>Président</bdi>, personne n’est encore désigné</summary>"));
    const auto refused = world.submit(page(), numbered("Titre", "not+an+address")).body();
    EXPECT_TRUE(is_open(refused, "slot.0.email"));
}

TEST_F(AdminDraft, PromisesNoLinkToAPlaceWithoutAPerson) {
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("Recevra son lien"));
    workflows::EditDraft edit;
    edit.slots = world.state().slots;
    for (auto& slot : *edit.slots) {
        slot.holder = {};
    }
    world.execute(edit);
    const auto shown = world.show(world.address()).body();
    EXPECT_THAT(shown, HasSubstr("À désigner"));
    EXPECT_THAT(shown, Not(HasSubstr("Recevra son lien")));
}

TEST_F(AdminDraft, CountsWordsOfOnesOwnAmongTheChoicesMade) {
    auto type = *world.types.find(world.campus, "adhesion", 1);
    workflows::FieldSpec means;
    means.key = "means";
    means.label = {{"fr", "Moyens"}};
    means.kind = workflows::FieldSpec::Kind::ManyOf;
    means.options = {{"rooms", {{"fr", "Salles"}}}};
    means.with_other = true;
    type.fields = {means};
    world.types.add(world.campus, type);
    EXPECT_THAT(world.show(page()).body(), HasSubstr("Moyens\u00a0: aucun choix fait</summary>"));
    workflows::EditDraft edit;
    edit.fields = {{"means.other", std::string("Un atelier")}};
    world.execute(edit);
    EXPECT_THAT(world.show(page()).body(), HasSubstr("Moyens\u00a0: 1 choix</summary>"));
}

TEST_F(AdminDraft, NamesTheTitleAmongTheErrors) {
    const auto refused = world.submit(page(), numbered(std::string(201, 'a'), "d@campus.example"));
    EXPECT_THAT(
        refused.body(),
        HasSubstr("<a href=\"#title\">Titre\u00a0: écrivez-le sur une ligne, de 200 caractères")
    );
}

TEST_F(AdminDraft, SavesWhatChangedAndDropsTheRest) {
    const auto before = world.state();
    EXPECT_EQ(world.submit(page(), numbered("Nouveau+titre", "d@campus.example")).status(), 303);
    const auto after = world.state();
    EXPECT_EQ(after.title, "Nouveau titre");
    ASSERT_EQ(after.slots.size(), 1U);
    EXPECT_EQ(after.slots[0].holder.email.text, "d@campus.example");
    EXPECT_EQ(after.slots[0].n, before.slots[0].n);
    EXPECT_EQ(after.parties, before.parties);
    const auto same = world.submit(page(), numbered("Nouveau+titre", "d@campus.example"));
    EXPECT_THAT(header(same, "Location"), HasSubstr("done=unchanged"));
    EXPECT_EQ(world.state().events, after.events);
}

TEST_F(AdminDraft, IsSavedBeforeAnAnnexIsJoined) {
    EXPECT_THAT(world.show(page()).body(), Not(HasSubstr("multipart/form-data")));
    const auto joining = numbered("Avant+annexe", "d@campus.example") + "&next=annexes";
    const auto annexes = header(world.submit(page(), joining), "Location");
    EXPECT_EQ(annexes, world.address("/annexes?done=edit_draft"));
    EXPECT_EQ(world.state().title, "Avant annexe");
    const auto shown = world.show(annexes).body();
    for (const auto* text :
         {"enctype=\"multipart/form-data\"",
          "Convention constitutive",
          "Le projet est enregistré",
          "Revenir à la rédaction"}) {
        EXPECT_THAT(shown, HasSubstr(text));
    }
    const auto wrong = world.submit(page(), numbered("Titre", "wrong") + "&next=annexes");
    EXPECT_EQ(wrong.status(), 422);
    world.freeze();
    EXPECT_EQ(world.show(world.address("/annexes")).status(), 409);
}

TEST_F(AdminDraft, KeepsWhatWasTypedBesideTheError) {
    const auto refused = world.submit(page(), numbered("Titre+tap%C3%A9", "not+an+address"));
    EXPECT_EQ(refused.status(), 422);
    EXPECT_THAT(refused.body(), HasSubstr("value=\"Titre tapé\""));
    EXPECT_THAT(refused.body(), HasSubstr("value=\"not an address\""));
    EXPECT_THAT(refused.body(), HasSubstr("href=\"#slot.0.email\""));
    EXPECT_THAT(refused.body(), HasSubstr("nom@exemple.fr"));
    EXPECT_NE(world.state().title, "Titre tapé");
    const auto empty = world.submit(page(), numbered("", "d@campus.example"));
    EXPECT_EQ(empty.status(), 422);
    EXPECT_THAT(empty.body(), HasSubstr("href=\"#title\""));
    const auto both = world.submit(page(), numbered("", "not+an+address")).body();
    EXPECT_THAT(both, HasSubstr("href=\"#title\""));
    EXPECT_THAT(both, HasSubstr("href=\"#slot.0.email\""));
}

TEST_F(AdminDraft, LosesNothingWhenSomebodyElseWasFirst) {
    const auto typed = numbered("Mon+titre", "d@campus.example");
    workflows::EditDraft edit;
    edit.title = "Leur titre";
    world.execute(edit);
    const auto refused = world.submit(page(), typed);
    EXPECT_EQ(refused.status(), 409);
    EXPECT_THAT(refused.body(), HasSubstr("a été modifié depuis l’ouverture de cette page"));
    EXPECT_THAT(refused.body(), HasSubstr("value=\"Mon titre\""));
    EXPECT_EQ(world.state().title, "Leur titre");
    EXPECT_EQ(world.submit(page(), numbered("Mon+titre", "d@campus.example")).status(), 303);
    EXPECT_EQ(world.state().title, "Mon titre");
}

TEST_F(AdminDraft, SavesOnceWhenTheFormIsSentTwice) {
    const auto shown = world.show(page()).body();
    const auto sent = "csrf=" + hidden_value(shown, "csrf") +
                      "&command=" + hidden_value(shown, "command") + "&" +
                      numbered("Une+fois", "d@campus.example");
    EXPECT_EQ(world.post(page(), world.browser, sent).status(), 303);
    const auto once = world.state().events;
    EXPECT_EQ(world.post(page(), world.browser, sent).status(), 303);
    EXPECT_EQ(world.state().events, once);
}

TEST_F(AdminDraft, RefusesAPlaceOfAPartyThatGoes) {
    auto typed = numbered("T", "d@campus.example");
    typed += "&party.0.remove=1";
    const auto refused = world.submit(page(), typed);
    EXPECT_EQ(refused.status(), 422);
    EXPECT_THAT(refused.body(), HasSubstr("href=\"#slot.0.party\""));
}

TEST_F(AdminDraft, TakesNoEditOfAFrozenText) {
    const auto shown = world.show(page()).body();
    world.freeze();
    const auto late = world.post(
        page(),
        world.browser,
        "csrf=" + hidden_value(shown, "csrf") + "&command=" + hidden_value(shown, "command") + "&" +
            numbered("Trop+tard", "d@campus.example")
    );
    EXPECT_EQ(late.status(), 409);
    EXPECT_THAT(late.body(), HasSubstr("rouvrez-le comme une nouvelle version"));
    EXPECT_NE(world.state().title, "Trop tard");
}

}  // namespace

}  // namespace contreseing::server::pages::tests
