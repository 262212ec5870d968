#include "tests/unit/pages/admin_world.hpp"
#include "workflows/app/effect_key.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;
using testing::Not;
using workflows::Slot;
using workflows::Stage;

class AdminPages : public testing::Test {
protected:
    AdminWorld world;
};

TEST_F(AdminPages, ListConventionsAPageAtATime) {
    for (int i = 0; i < 60; ++i) {
        world.start("Convention numéro " + std::to_string(i));
    }
    const auto first = world.show("/admin/").body();
    EXPECT_THAT(first, HasSubstr("Convention numéro"));
    const auto link = first.find("rel=\"next\"");
    ASSERT_NE(link, std::string::npos);
    const auto start = first.rfind("href=\"", link) + 6;
    auto target = first.substr(start, first.find('"', start) - start);
    EXPECT_THAT(target, testing::StartsWith("/admin/?after="));
    const auto second = world.show(target).body();
    EXPECT_THAT(second, Not(HasSubstr("rel=\"next\"")));
    EXPECT_THAT(second, HasSubstr("Revenir au début"));
    EXPECT_THAT(world.show("/admin/?q=num%C3%A9ro+59").body(), HasSubstr("numéro 59"));
    EXPECT_THAT(world.show("/admin/?stage=in_force").body(), HasSubstr("Aucune convention"));
    EXPECT_THAT(world.show("/admin/?help=1").body(), HasSubstr("Aucune convention"));
}

TEST_F(AdminPages, KeepFiltersAndOrderInTheAddressOfEachLink) {
    for (int i = 0; i < 60; ++i) {
        world.start("Convention numéro " + std::to_string(i));
    }
    const std::string asked = "stage=drafting&q=num%C3%A9ro&type=adhesion&year=2026&sort=title";
    const auto page = world.show("/admin/?" + asked).body();
    EXPECT_THAT(page, HasSubstr("Convention numéro"));
    EXPECT_THAT(
        page,
        HasSubstr("href=\"/admin/?stage=drafting&amp;q=num%C3%A9ro"
                  "&amp;type=adhesion&amp;year=2026&amp;sort=title&amp;after=")
    );
    EXPECT_THAT(page, HasSubstr("href=\"/admin/conventions.csv?stage=drafting&amp;q=num%C3%A9ro"));
    EXPECT_THAT(page, HasSubstr("href=\"/admin/?q=num%C3%A9ro&amp;type=adhesion"));
    EXPECT_THAT(page, HasSubstr("name=\"year\" id=\"year\" value=\"2026\""));
    EXPECT_THAT(page, HasSubstr("<option value=\"title\" selected>"));
    EXPECT_THAT(page, HasSubstr("<option value=\"adhesion\" selected>"));
    EXPECT_THAT(world.show("/admin/?year=2020").body(), HasSubstr("Aucune convention"));
    EXPECT_THAT(world.show("/admin/?type=other").body(), HasSubstr("Aucune convention"));
    EXPECT_THAT(world.show("/admin/?party=nobody").body(), HasSubstr("Aucune convention"));
    const auto wrong = world.show("/admin/?year=26").body();
    EXPECT_THAT(wrong, HasSubstr("Écrivez l’année en quatre chiffres"));
    EXPECT_THAT(wrong, HasSubstr("value=\"26\""));
}

TEST_F(AdminPages, SiftByNetworkWhereTheCampusCarriesSeveral) {
    workflows::NetworkId sea;
    sea.bytes.fill(1);
    world.start("Sans réseau");
    world.registry.save(world.campus, app::Network{sea, "Mer", "Lycée de Sète", ""});
    EXPECT_THAT(world.show("/admin/").body(), Not(HasSubstr("name=\"network\"")));
    world.submit("/admin/conventions/new", "type=adhesion&title=Des+ports");
    world.registry.save(
        world.campus, app::Network{{}, "Bois", "Lycée de Mende", "", app::Network::State::Closed}
    );
    const auto all = world.show("/admin/").body();
    EXPECT_THAT(all, HasSubstr("<option value=\"" + to_string(sea) + "\">Mer</option>"));
    EXPECT_THAT(all, HasSubstr(">Bois</option>"));
    EXPECT_THAT(all, HasSubstr("Sans réseau"));
    const auto asked = "network=" + to_string(sea);
    const auto page = world.show("/admin/?" + asked).body();
    EXPECT_THAT(page, HasSubstr("Des ports"));
    EXPECT_THAT(page, Not(HasSubstr("Sans réseau")));
    EXPECT_THAT(page, HasSubstr("<option value=\"" + to_string(sea) + "\" selected>"));
    EXPECT_THAT(page, HasSubstr("href=\"/admin/conventions.csv?" + asked));
    EXPECT_THAT(page, HasSubstr("href=\"/admin/?stage=drafting&amp;" + asked));
}

TEST_F(AdminPages, ExportTheListThatIsShownAndNothingAsAFormula) {
    world.start("=1+1");
    for (int i = 0; i < 205; ++i) {
        world.start("Convention numéro " + std::to_string(i));
    }
    const auto file = world.show("/admin/conventions.csv?sort=title");
    EXPECT_EQ(header(file, "Content-Disposition"), "attachment; filename=\"conventions.csv\"");
    EXPECT_THAT(file.body(), testing::StartsWith("\xEF\xBB\xBF\"Référence\";\"Titre\";"));
    EXPECT_THAT(file.body(), HasSubstr(";\"'=1+1\";"));
    // A head, and the convention that this world begins with.
    EXPECT_EQ(std::count(file.body().begin(), file.body().end(), '\n'), 208);
    const auto few = world.show("/admin/conventions.csv?q=%3D1%2B1");
    EXPECT_EQ(std::count(few.body().begin(), few.body().end(), '\n'), 2);
}

TEST_F(AdminPages, StartAConventionOnceWhenTheFormIsSentTwice) {
    const auto page = world.show("/admin/conventions/new").body();
    const auto form = "csrf=" + hidden_value(page, "csrf") +
                      "&command=" + hidden_value(page, "command") + "&type=adhesion&title=Essai";
    const auto made = world.post("/admin/conventions/new", world.browser, form);
    EXPECT_EQ(made.status(), 303);
    const auto again = world.post("/admin/conventions/new", world.browser, form);
    EXPECT_EQ(header(made, "Location"), header(again, "Location"));
    EXPECT_EQ(world.show(header(made, "Location")).status(), 200);
    const auto wrong = world.submit("/admin/conventions/new", "title=");
    EXPECT_EQ(wrong.status(), 422);
    EXPECT_THAT(wrong.body(), HasSubstr("href=\"#type\""));
    EXPECT_THAT(wrong.body(), HasSubstr("href=\"#title\""));
}

TEST_F(AdminPages, ShowWhatIsNextAndWhatBlocks) {
    const auto drafting = world.show(world.address()).body();
    EXPECT_THAT(drafting, HasSubstr("Arrêter le texte"));
    EXPECT_THAT(drafting, HasSubstr("Avant d’arrêter le texte"));
    world.freeze();
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("actions/request_opinion\">"));
    world.ask_opinion();
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("0 réponse sur 2"));
    for (const int seat : {1, 2}) {
        world.execute(workflows::AnswerOpinion{
            1, seat, workflows::OpinionChoice::Unfavourable, "Trop cher"});
    }
    const auto against = world.show(world.address()).body();
    EXPECT_THAT(against, HasSubstr("Continuer sans avis favorable"));
    EXPECT_THAT(against, HasSubstr("Trop cher"));
    EXPECT_EQ(
        world.submit(world.address("/actions/acknowledge_opinion"), "reason=Chiffrage+revu")
            .status(),
        303
    );
    EXPECT_EQ(world.submit(world.address("/actions/open_round"), "").status(), 303);
    EXPECT_EQ(world.state().stage, Stage::InSignature);
    const auto open = world.show(world.address("?done=open_round")).body();
    EXPECT_THAT(open, HasSubstr("Relancer maintenant\u00a0: Dominique Modèle"));
    EXPECT_THAT(open, HasSubstr("La signature est ouverte"));
    EXPECT_THAT(open, HasSubstr("Chiffrage revu"));
}

TEST_F(AdminPages, NeverShowALinkThatOpensAnything) {
    world.open_round();
    for (const int slot : {1}) {
        const auto link = world.sign_link(slot);
        for (const auto& target :
             {world.address(), std::string("/admin/effects"), std::string("/admin/")}) {
            const auto page = world.show(target).body();
            EXPECT_THAT(page, Not(HasSubstr(world.secrets.link_secret(link)))) << target;
            EXPECT_THAT(page, Not(HasSubstr("/l/"))) << target;
        }
    }
}

TEST_F(AdminPages, ConfirmBeforeActingAndSayWhyNot) {
    world.open_round();
    const auto remind = world.address("/actions/remind_now");
    const auto asked = world.show(remind + "?place=slot/1");
    EXPECT_EQ(asked.status(), 200);
    EXPECT_THAT(asked.body(), HasSubstr("Dominique Modèle, Directeur"));
    EXPECT_FALSE(world.state().slot(1)->last_reminder_at);
    EXPECT_EQ(world.submit(remind + "?place=slot/1", remind, "place=slot/1").status(), 303);
    EXPECT_TRUE(world.state().slot(1)->last_reminder_at);
    const auto soon = world.submit(remind + "?place=slot/1", remind, "place=slot/1");
    EXPECT_EQ(soon.status(), 429);
    EXPECT_THAT(soon.body(), HasSubstr("une relance par jour"));
    EXPECT_EQ(world.show(remind + "?place=slot/9").status(), 404);
    EXPECT_EQ(world.show(world.address("/actions/sign_for_them")).status(), 404);
    EXPECT_EQ(world.show(world.address("/actions/freeze_version")).status(), 409);
    const auto revoke = world.address("/actions/revoke_link");
    const auto missing = world.submit(revoke + "?place=slot/1", revoke, "place=slot/1&reason=+");
    EXPECT_EQ(missing.status(), 422);
    EXPECT_THAT(missing.body(), HasSubstr("href=\"#reason\""));
}

// As the API takes it: the bounds are those of the command.
TEST_F(AdminPages, TakeAReasonOfSeveralLinesAndTwoThousandCharacters) {
    world.open_round();
    const auto revoke = world.address("/actions/revoke_link");
    EXPECT_THAT(
        world.show(revoke + "?place=slot/1").body(),
        HasSubstr("<textarea name=\"reason\" id=\"reason\" rows=\"4\" maxlength=\"2000\" required")
    );
    const std::string typed = "place=slot/1&reason=Poste+vol%C3%A9,%0D%0A";
    const auto longer =
        world.submit(revoke + "?place=slot/1", revoke, typed + std::string(1989, 'a'));
    EXPECT_EQ(longer.status(), 422);
    EXPECT_THAT(longer.body(), HasSubstr("2 000 caractères au plus"));
    EXPECT_FALSE(world.state().slot(1)->door->revoked);
    EXPECT_EQ(
        world.submit(revoke + "?place=slot/1", revoke, typed + std::string(1988, 'a')).status(), 303
    );
    EXPECT_TRUE(world.state().slot(1)->door->revoked);
}

TEST_F(AdminPages, CorrectAnAddressAndAnswerForASuspiciousOne) {
    world.open_round();
    const auto correct = world.address("/actions/correct_address");
    const std::string typed = "place=slot/1&reason=coquille&email=direction@campus.example";
    const auto warned = world.submit(correct + "?place=slot/1", correct, typed);
    EXPECT_EQ(warned.status(), 422);
    EXPECT_THAT(warned.body(), HasSubstr("celle d’un administrateur"));
    EXPECT_THAT(warned.body(), HasSubstr("value=\"direction@campus.example\""));
    EXPECT_THAT(warned.body(), HasSubstr(">coquille</textarea>"));
    const auto form = "csrf=" + hidden_value(warned.body(), "csrf") +
                      "&command=" + hidden_value(warned.body(), "command") +
                      "&ack_item=" + hidden_value(warned.body(), "ack_item") + "&" + typed;
    EXPECT_EQ(world.post(correct, world.browser, form + "&ack_reason=").status(), 422);
    EXPECT_EQ(
        world.post(correct, world.browser, form + "&ack_reason=Directeur+par+interim").status(), 303
    );
    EXPECT_EQ(world.state().slot(1)->holder.email.text, "direction@campus.example");
    EXPECT_EQ(world.state().acknowledgements.size(), 1U);
}

TEST_F(AdminPages, AskForAReasonOnlyWhenTheAddressSentIsSuspicious) {
    world.open_round();
    const auto correct = world.address("/actions/correct_address");
    const std::string typed = "place=slot/1&reason=coquille&email=";
    const auto warned =
        world.submit(correct + "?place=slot/1", correct, typed + "direction@campus.example");
    const auto hidden = "csrf=" + hidden_value(warned.body(), "csrf") +
                        "&command=" + hidden_value(warned.body(), "command") +
                        "&ack_item=" + hidden_value(warned.body(), "ack_item") + "&";
    EXPECT_EQ(
        world.post(correct, world.browser, hidden + typed + "dominique2@campus.example&ack_reason=")
            .status(),
        303
    );
    EXPECT_EQ(world.state().slot(1)->holder.email.text, "dominique2@campus.example");
    EXPECT_TRUE(world.state().acknowledgements.empty());
}

TEST_F(AdminPages, SayWhatIsExpectedOfAValueTheyRefuse) {
    world.open_round();
    const auto reopen = world.address("/actions/reopen_draft");
    EXPECT_THAT(world.submit(reopen, "reason=x").body(), HasSubstr("Choisissez oui ou non"));
    const auto extend = world.address("/actions/extend_link");
    const auto past =
        world.submit(extend + "?place=slot/1", extend, "place=slot/1&until=2001-01-01");
    EXPECT_THAT(past.body(), HasSubstr("Choisissez un jour à venir, dans les douze mois."));
    const auto title = "type=adhesion&title=" + std::string(201, 'a');
    EXPECT_THAT(
        world.submit("/admin/conventions/new", title).body(), HasSubstr("200 caractères au plus")
    );
}

TEST_F(AdminPages, SayWhereTheConventionIsToWhoComesBackToAnActionDone) {
    const auto freeze = world.address("/actions/freeze_version");
    EXPECT_EQ(world.show(freeze).status(), 200);
    world.freeze();
    const auto back = world.show(freeze);
    EXPECT_EQ(back.status(), 409);
    EXPECT_THAT(back.body(), HasSubstr("«\u00a0Arrêter le texte\u00a0» n’y a plus cours"));
    EXPECT_THAT(back.body(), HasSubstr("L’avis doit être demandé"));
    EXPECT_THAT(back.body(), HasSubstr("href=\"" + world.address() + "\">Voir la convention"));
    EXPECT_THAT(back.body(), Not(HasSubstr("Rechargez")));
}

TEST_F(AdminPages, SayThatAStepIsStillToComeToWhoAsksForItEarly) {
    const auto expect_ahead = [this](const std::string& action, const std::string& todo) {
        const auto early = world.show(world.address("/actions/" + action));
        EXPECT_EQ(early.status(), 409);
        EXPECT_THAT(early.body(), HasSubstr("<h1>Pas encore</h1>"));
        EXPECT_THAT(early.body(), HasSubstr("» viendra plus tard"));
        EXPECT_THAT(early.body(), HasSubstr(todo));
    };
    expect_ahead("open_round", "");
    expect_ahead("request_opinion", "");
    world.freeze();
    expect_ahead("open_round", "L’avis doit être demandé");
    expect_ahead("acknowledge_opinion", "L’avis doit être demandé");
}

TEST_F(AdminPages, CallTheStageAlikeOnTheActInTheListAndInItsFilters) {
    const auto expect_stage = [this](const std::string& name, const std::string& words) {
        const auto badge = "<span class=\"badge " + name + "\">" + words + "</span>";
        EXPECT_THAT(world.show(world.address()).body(), HasSubstr(badge));
        const auto list = world.show("/admin/").body();
        EXPECT_THAT(list, HasSubstr(badge));
        EXPECT_THAT(list, HasSubstr("stage=" + name + "\">" + words + " <strong>1</strong>"));
    };
    expect_stage("drafting", "En préparation");
    world.freeze();
    expect_stage("drafting", "En préparation");
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("Le texte est arrêté."));
    world.ask_opinion();
    expect_stage("under_opinion", "En attente d’avis");
    for (const int seat : {1, 2}) {
        world.execute(workflows::AnswerOpinion{1, seat, workflows::OpinionChoice::Favourable, {}});
    }
    expect_stage("awaiting_authority", "Avis rendu");
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("la signature peut être ouverte"));
}

TEST_F(AdminPages, OfferNeitherSignaturesThatAreNotThereNorALinkThatIsOfNoUse) {
    world.open_round();
    const auto open = world.show(world.address()).body();
    EXPECT_THAT(open, Not(HasSubstr("Lire avec les signatures données")));
    EXPECT_THAT(open, HasSubstr("actions/extend_link?place=slot/1"));
}

TEST_F(AdminPages, ShowThatARobotAnswered) {
    world.open_round();
    const auto email = world.state().slot(1)->holder.email;
    world.execute(workflows::RecordAutomaticReply{email, "Absent <b>jusqu’au 3</b>"});
    const auto page = world.show(world.address()).body();
    const std::string reply = "Absent &lt;b&gt;jusqu’au 3&lt;/b&gt;";
    EXPECT_THAT(page, HasSubstr("a répondu automatiquement"));
    EXPECT_THAT(page, HasSubstr("Réponse automatique"));
    EXPECT_THAT(page, HasSubstr(reply));
}

TEST_F(AdminPages, ShowWhatCameBackAndNothingUnderstood) {
    world.open_round();
    const auto email = world.state().slot(1)->holder.email;
    world.execute(workflows::RecordReturnedMail{email, "Re: À signer\n<b>Non</b>, pas moi."});
    const auto page = world.show(world.address()).body();
    EXPECT_THAT(
        page,
        HasSubstr("Message reçu en retour, à lire\u00a0: «\u00a0Re: À "
                  "signer\n&lt;b&gt;Non&lt;/b&gt;, pas moi.")
    );
    EXPECT_THAT(page, HasSubstr("Message arrivé à l’adresse de retour"));
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("badge help"));
    world.execute(workflows::RecordReturnedMail{{"ancien@ville.example"}, "Écrivez ailleurs."});
    EXPECT_THAT(
        world.show(world.address()).body(), HasSubstr("expéditeur\u00a0: ancien@ville.example")
    );
}

TEST_F(AdminPages, AskWhetherALikelySlipIsMeant) {
    world.open_round();
    const auto correct = world.address("/actions/correct_address");
    const auto page = world.submit(
        correct + "?place=slot/1",
        correct,
        "place=slot/1&email=%20Anne.Roy%40hotmial.fr%C2%A0&reason=Faute."
    );
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("doubtful_address:1"));
    EXPECT_THAT(page.body(), HasSubstr("Cette adresse est sans doute mal écrite."));
    const auto wrong = world.submit(
        correct + "?place=slot/1", correct, "place=slot/1&email=anne.roy%40exemple&reason=Faute."
    );
    EXPECT_EQ(wrong.status(), 422);
    EXPECT_THAT(wrong.body(), HasSubstr("Il manque la fin de cette adresse"));
}

TEST_F(AdminPages, SendASeatItsInvitationAgainWhileTheVoteRuns) {
    world.freeze();
    world.ask_opinion();
    const auto resend = world.address("/actions/resend_link");
    const std::string about = "place=opinion/1/seat/2";
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr(resend + "?" + about));
    const auto asked = world.show(resend + "?place=opinion/1/seat/2");
    EXPECT_EQ(asked.status(), 200);
    EXPECT_THAT(asked.body(), HasSubstr("Membre 2, Lycée 2"));
    EXPECT_THAT(asked.body(), HasSubstr("membre2@lycee.example"));
    EXPECT_FALSE(world.state().opinion()->seats.at(1).link_resent_at);
    EXPECT_EQ(
        world.submit(resend + "?place=opinion/1/seat/2", resend, "place=opinion/1/seat/2").status(),
        303
    );
    EXPECT_TRUE(world.state().opinion()->seats.at(1).link_resent_at);
    EXPECT_FALSE(world.state().opinion()->seats.at(0).link_resent_at);
    EXPECT_EQ(
        world.submit(resend + "?place=opinion/1/seat/2", resend, "place=opinion/1/seat/2").status(),
        429
    );
    EXPECT_EQ(world.show(resend + "?place=opinion/1/seat/9").status(), 404);
    EXPECT_EQ(world.show(resend + "?place=opinion/2/seat/1").status(), 404);
    EXPECT_EQ(world.show(resend).status(), 404);
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("Pas encore répondu"));
    world.execute(workflows::CloseOpinion{1});
    const auto closed = world.show(world.address()).body();
    EXPECT_THAT(closed, Not(HasSubstr("resend_link")));
    EXPECT_THAT(closed, HasSubstr("N’a pas répondu"));
    EXPECT_THAT(closed, Not(HasSubstr("Pas encore répondu")));
}

TEST_F(AdminPages, RevokeASeatsLinkAndCorrectItsAddress) {
    world.freeze();
    world.ask_opinion();
    const auto before = world.show(world.address()).body();
    const auto revoke = world.address("/actions/revoke_link");
    const auto correct = world.address("/actions/correct_address");
    for (const auto& action : {revoke, correct, world.address("/actions/remind_now")}) {
        EXPECT_THAT(before, HasSubstr(action + "?place=opinion/1/seat/2"));
    }
    const std::string about = "?place=opinion/1/seat/2";
    for (const auto* nobody :
         {"",
          "?place=",
          "?slot=1",
          "?place=1",
          "?place=slot/01",
          "?place=slot/1/holder/1",
          "?place=opinion/1"}) {
        EXPECT_EQ(world.show(revoke + nobody).status(), 404) << nobody;
    }
    EXPECT_THAT(world.show(revoke + about).body(), HasSubstr("L’avis déjà donné reste compté."));
    EXPECT_EQ(
        world.submit(revoke + about, revoke, "place=opinion/1/seat/2&reason=Homonyme.").status(),
        303
    );
    const auto revoked = world.show(world.address()).body();
    EXPECT_THAT(revoked, HasSubstr("Lien révoqué\u00a0: corrigez l’adresse"));
    EXPECT_THAT(
        revoked, HasSubstr("Lien révoqué\u00a0: Membre 2, Lycée 2. Motif\u00a0: Homonyme.")
    );
    EXPECT_THAT(revoked, Not(HasSubstr(revoke + "?place=opinion/1/seat/2")));
    EXPECT_THAT(world.show(correct + about).body(), HasSubstr("value=\"membre2@lycee.example\""));
    const auto done = world.submit(
        correct + about, correct, "place=opinion/1/seat/2&email=juste%40lycee.example&reason=Faute."
    );
    EXPECT_EQ(done.status(), 303);
    EXPECT_THAT(
        world.show(std::string(header(done, "Location"))).body(), HasSubstr("Un nouveau lien part.")
    );
    const auto corrected = world.show(world.address()).body();
    EXPECT_THAT(corrected, HasSubstr("auparavant membre2@lycee.example, désormais juste@lycee"));
    EXPECT_THAT(corrected, HasSubstr("Invitation renvoyée le"));
    EXPECT_THAT(corrected, HasSubstr("L’invitation repart. Motif\u00a0: Faute."));
    EXPECT_THAT(corrected, Not(HasSubstr("Lien révoqué\u00a0: corrigez")));
    world.execute(workflows::CloseOpinion{1});
    const auto closed = world.show(world.address()).body();
    EXPECT_THAT(closed, Not(HasSubstr("Révoquer le lien")));
    EXPECT_THAT(closed, HasSubstr(">Fermer l’accès par le lien<"));
    EXPECT_THAT(world.show(revoke + about).body(), HasSubstr("une réponse donnée reste"));
    EXPECT_EQ(
        world.submit(revoke + about, revoke, "place=opinion/1/seat/2&reason=Homonyme.").status(),
        303
    );
    const auto shut = world.show(world.address()).body();
    EXPECT_THAT(shut, HasSubstr("Son lien est fermé."));
    EXPECT_THAT(shut, Not(HasSubstr("Lien révoqué\u00a0: corrigez")));
}

TEST_F(AdminPages, ASeatsAddressThatIsAnAdministratorsIsAnsweredForOnThePage) {
    world.freeze();
    world.ask_opinion();
    const auto correct = world.address("/actions/correct_address");
    const auto page = world.submit(
        correct + "?place=opinion/1/seat/2",
        correct,
        "place=opinion/1/seat/2&email=membre1%40lycee.example&reason=Faute."
    );
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("shared_address:opinion/1/seat/1,opinion/1/seat/2"));
    EXPECT_THAT(page.body(), HasSubstr("Cette adresse est aussi celle d’une autre personne"));
}

TEST_F(AdminPages, ShowBesideASeatThatARobotAnsweredOrThatItsAddressIsDead) {
    world.freeze();
    world.ask_opinion();
    EXPECT_THAT(world.show("/admin/").body(), Not(HasSubstr("badge help")));
    const auto email = world.state().opinion()->seats.at(0).holder.email;
    world.execute(workflows::RecordAutomaticReply{email, "Absente jusqu’au 3"});
    EXPECT_THAT(
        world.show(world.address()).body(),
        HasSubstr(
            "<bdi>Réponse automatique\u00a0: «\u00a0Absente jusqu’au 3\u00a0»</bdi></span></th>"
        )
    );
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("badge help"));
    world.execute(workflows::AnswerOpinion{1, 1, workflows::OpinionChoice::Favourable, {}});
    EXPECT_THAT(world.show("/admin/").body(), Not(HasSubstr("badge help")));
    const auto other = world.state().opinion()->seats.at(1).holder.email;
    world.execute(workflows::RecordDeliveryFailure{other, "5.1.1", "inconnu"});
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr("Adresse refusée"));
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("badge help"));
}

TEST_F(AdminPages, ReopenOnlyWithAReasonAndAnAnswer) {
    world.freeze();
    const auto reopen = world.address("/actions/reopen_draft");
    EXPECT_EQ(world.submit(reopen, "reason=Montant").status(), 422);
    EXPECT_EQ(world.submit(reopen, "substantial=yes&reason=").status(), 422);
    EXPECT_THAT(world.show(world.address("/edit")).body(), HasSubstr("actions/reopen_draft"));
    EXPECT_EQ(world.show(world.address("/edit")).status(), 409);
    EXPECT_EQ(world.submit(reopen, "substantial=yes&reason=Montant").status(), 303);
    EXPECT_TRUE(world.state().draft_open);
    EXPECT_EQ(world.show(world.address("/edit")).status(), 200);
}

TEST_F(AdminPages, StayHarmlessWithHostileTexts) {
    const std::string hostile = "<script>alert(1)</script> \"q\" 'it' =cmd {{csrf}} 🖋";
    world.start(hostile, "Ann <img src=x onerror=alert(1)> O'Neil");
    for (const auto& target : {world.address(), world.address("/edit"), std::string("/admin/")}) {
        const auto page = world.show(target).body();
        EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)")) << target;
        EXPECT_THAT(page, Not(HasSubstr("<script"))) << target;
        EXPECT_THAT(page, Not(HasSubstr("<img"))) << target;
    }
    EXPECT_THAT(world.show("/admin/?q=%22%3E%3Cscript%3E").body(), Not(HasSubstr("<script")));
}

TEST_F(AdminPages, KeepToTheirOwnCampus) {
    auto other = world.administrator;
    world.random.fill(other.id.bytes);
    other.campus = workflows::CampusId{"autre"};
    other.login = "ailleurs@autre.example";
    world.accounts.save(other);
    app::AdministratorSession session;
    const std::string token(64, 'b');
    session.token_hash =
        world.digest.sha256({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
    session.administrator = other.id;
    session.campus = other.campus;
    session.expires_at = world.clock.now() + std::chrono::hours{1};
    world.accounts.open_session(session);
    Browser elsewhere;
    elsewhere.cookie = "contreseing_admin=" + token;
    EXPECT_EQ(world.get("/admin/", elsewhere).status(), 200);
    for (const auto* rest : {"", "/edit", "/preview", "/document", "/annex/1", "/versions/1"}) {
        EXPECT_EQ(world.get(world.address(rest), elsewhere).status(), 404) << rest;
    }
}

TEST_F(AdminPages, SendTheDocumentsOfTheConvention) {
    world.open_round();
    EXPECT_THAT(
        header(world.show(world.address("/document")), "X-Accel-Redirect"),
        testing::EndsWith("-newest")
    );
    EXPECT_THAT(
        header(world.show(world.address("/versions/1")), "X-Accel-Redirect"),
        testing::EndsWith("-0")
    );
    EXPECT_EQ(world.show(world.address("/annex/1")).status(), 200);
    EXPECT_EQ(world.show(world.address("/annex/7")).status(), 404);
    EXPECT_EQ(world.show(world.address("/versions/7")).status(), 404);
}

TEST_F(AdminPages, ShowWhatDidNotLeaveAndGiveItUpWithAReason) {
    world.open_round();
    auto waiting = world.effects.claim(workflows::app::Lane::Ordinary, 1, std::chrono::seconds{1});
    ASSERT_EQ(waiting.size(), 1U);
    using workflows::app::Settlement;
    world.effects.settle(
        {settlement_of(waiting[0], Settlement::Kind::PutOff, "451 <b>try later</b>")}
    );
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("1 message n’est pas parti"));
    const auto page = world.show("/admin/effects").body();
    EXPECT_THAT(page, HasSubstr("451 &lt;b&gt;try later"));
    // How many wait, by kind, and since when.
    EXPECT_THAT(page, HasSubstr("(1, le plus ancien écrit le "));
    const auto one = "/admin/effects/" + to_string(world.convention) + "/" +
                     std::to_string(waiting[0].key.seq) + "/" + std::to_string(waiting[0].key.n);
    EXPECT_EQ(world.show(one).status(), 200);
    EXPECT_EQ(world.submit(one, one + "/retry", "").status(), 303);
    EXPECT_EQ(world.submit(one, one + "/abandon", "reason=").status(), 422);
    const auto longer = world.submit(one, one + "/abandon", "reason=" + std::string(2001, 'a'));
    EXPECT_EQ(longer.status(), 422);
    EXPECT_THAT(longer.body(), HasSubstr("2 000 caractères au plus"));
    const auto typed = "reason=Prévenu+par+téléphone,%0A" + std::string(1970, 'a');
    EXPECT_EQ(world.submit(one, one + "/abandon", typed).status(), 303);
    EXPECT_THAT(world.show(one).body(), HasSubstr("abandonné"));
    EXPECT_EQ(world.submit("/admin/people", one + "/retry", "").status(), 409);
    EXPECT_EQ(world.show("/admin/effects/nonsense/1/1").status(), 404);
}

TEST_F(AdminPages, ShowWhatAnotherActRefusedAndWhatNoHandlerKnows) {
    world.open_round();
    using workflows::app::EffectStatus;
    auto row = world.database.effects.at(world.effects.unsettled(world.campus, {1}).at(0).key);
    row.effect.key.n = 50;
    row.effect.holds = workflows::app::ActAsked{
        {{world.convention, workflows::Abandon{"Suite."}}, {world.clock.now(), 1}}};
    row.effect.status = EffectStatus::Refused;
    row.effect.last_error = row.effect.proof = "wrong_stage";
    row.effect.next_try_at.reset();
    world.database.effects[row.effect.key] = row;
    const auto one = "/admin/effects/" + to_text(row.effect.key);
    row.effect.key.n = 51;
    row.effect.holds = workflows::app::Unreadable{"webhook", "sent<b>", "unknown"};
    row.effect.status = EffectStatus::Pending;
    row.effect.last_error = "effect of kind webhook/sent<b> cannot be carried out: unknown";
    world.database.effects[row.effect.key] = row;
    const auto other = "/admin/effects/" + to_text(row.effect.key);

    for (const auto& page :
         {world.show("/admin/effects").body(), world.show(world.address("")).body()}) {
        EXPECT_THAT(page, HasSubstr("Abandon d’une autre convention"));
        EXPECT_THAT(page, HasSubstr("La convention a changé d’étape : ce n’est plus possible."));
        EXPECT_THAT(page, HasSubstr("(webhook/sent&lt;b&gt;)"));
        EXPECT_THAT(page, HasSubstr(one + "\""));
    }
    const auto list = world.show("/admin/effects").body();
    EXPECT_THAT(list, testing::Not(HasSubstr(one + "/retry")));
    EXPECT_THAT(list, HasSubstr(other + "/retry"));
    EXPECT_THAT(list, HasSubstr("href=\"" + world.address("") + "\""));
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("2 messages ne sont pas partis"));
    const auto page = world.show(one).body();
    EXPECT_THAT(page, testing::Not(HasSubstr(one + "/retry")));
    EXPECT_THAT(page, HasSubstr("refusé"));
    EXPECT_EQ(world.submit("/admin/people", one + "/retry", "").status(), 409);
    EXPECT_EQ(world.submit(one, one + "/abandon", "reason=Vu.").status(), 303);
    EXPECT_EQ(world.submit(other, other + "/abandon", "reason=Vu.").status(), 303);
    EXPECT_THAT(world.show("/admin/effects").body(), testing::Not(HasSubstr(one)));
}

TEST_F(AdminPages, PageThroughEverythingThatWaits) {
    world.open_round();
    const auto waiting = world.effects.unsettled(world.campus, {1}).at(0);
    for (int n = 100; n < 250; ++n) {
        auto row = world.database.effects.at(waiting.key);
        row.effect.key.n = n;
        row.effect.message()->to.name = "Personne " + std::to_string(n);
        world.database.effects[row.effect.key] = row;
    }
    std::string shown;
    std::string address = "/admin/effects";
    int pages = 0;
    while (!address.empty() && ++pages < 5) {
        const auto page = world.show(address).body();
        shown += page;
        const auto link = page.find("\" rel=\"next\"");
        const auto start = page.rfind("href=\"", link) + 6;
        address = link == std::string::npos ? "" : page.substr(start, link - start);
        EXPECT_EQ(page.find("Revenir au début") != std::string::npos, pages > 1);
    }
    EXPECT_EQ(pages, 2);
    for (int n = 100; n < 250; ++n) {
        const auto name = "Personne " + std::to_string(n) + "<";
        const auto first = shown.find(name);
        EXPECT_NE(first, std::string::npos) << n;
        EXPECT_EQ(shown.find(name, first + 1), std::string::npos) << n;
    }
}

}  // namespace

}  // namespace contreseing::server::pages::tests
