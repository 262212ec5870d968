#include "server/pages/admin_login.hpp"
#include "server/pages/admin_registry.hpp"
#include "tests/unit/pages/admin_world.hpp"

#include <filesystem>
#include <fstream>

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

TEST_F(AdminPages, SendStrangersToSignInAndBack) {
    const auto asked = world.get(world.address("?done=x"));
    EXPECT_EQ(asked.status(), 303);
    EXPECT_THAT(header(asked, "Location"), testing::StartsWith("/admin/login?next=%2Fadmin%2F"));
    for (const std::string page :
         {"/admin/", "/admin/effects", "/admin/bodies", "/admin/people", "/admin/members.csv"}) {
        EXPECT_EQ(world.get(page).status(), 303) << page;
    }
    Browser forged;
    forged.cookie = "contreseing_admin=" + std::string(64, 'a');
    EXPECT_EQ(world.get("/admin/", forged).status(), 303);
    EXPECT_EQ(world.post(world.address("/actions/abandon"), forged, "reason=x").status(), 303);
    EXPECT_EQ(world.state().stage, Stage::Drafting);
}

TEST_F(AdminPages, LeadAfterSignInOnlyToPagesOfTheirOwn) {
    EXPECT_EQ(safe_next("/admin/effects?x=1"), "/admin/effects?x=1");
    for (const auto* elsewhere :
         {"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "/s/abc", "", "x"}) {
        EXPECT_EQ(safe_next(elsewhere), "/admin/") << elsewhere;
    }
}

TEST_F(AdminPages, SetAStrictSessionCookie) {
    const auto page = world.get("/admin/login");
    const auto given = header(page, "Set-Cookie");
    Browser stranger;
    stranger.cookie = given.substr(0, given.find(';'));
    const auto answer = world.post(
        "/admin/login",
        stranger,
        "csrf=" + hidden_value(page.body(), "csrf") +
            "&login=direction@campus.example&password=correct+horse&next=//elsewhere.example"
    );
    EXPECT_EQ(header(answer, "Location"), "/admin/");
    const auto cookie = header(answer, "Set-Cookie");
    EXPECT_THAT(cookie, HasSubstr("Path=/admin; "));
    EXPECT_THAT(cookie, HasSubstr("HttpOnly"));
    EXPECT_THAT(cookie, HasSubstr("SameSite=Lax"));
    EXPECT_EQ(cookie.find('='), std::string("contreseing_admin").size());
    EXPECT_EQ(cookie.find(';') - cookie.find('=') - 1, 64U);
}

TEST_F(AdminPages, KeepTheirCookieToTlsWhenTheyAreBehindIt) {
    world.with_passwords->behind_tls = true;
    const auto page = world.get("/admin/login");
    Browser stranger;
    const auto given = header(page, "Set-Cookie");
    EXPECT_THAT(given, HasSubstr("; Secure"));
    stranger.cookie = given.substr(0, given.find(';'));
    const auto answer = world.post(
        "/admin/login",
        stranger,
        "csrf=" + hidden_value(page.body(), "csrf") +
            "&login=direction@campus.example&password=correct+horse"
    );
    EXPECT_THAT(header(answer, "Set-Cookie"), testing::StartsWith("contreseing_admin="));
    EXPECT_THAT(header(answer, "Set-Cookie"), HasSubstr("; Secure"));
}

TEST_F(AdminPages, RefuseAWrongPasswordAForeignFormAndTooManyTries) {
    EXPECT_EQ(world.sign_in("wrong"), "");
    EXPECT_EQ(
        world.post("/admin/login", {}, "login=direction@campus.example&password=correct+horse")
            .status(),
        403
    );
    for (int i = 0; i < 10; ++i) {
        (void)world.sign_in("wrong");
    }
    EXPECT_EQ(world.sign_in("correct horse"), "");
}

TEST_F(AdminPages, AskForTheSecondFactorOnlyWhenThePasswordIsRight) {
    world.administrator.totp_secret = "sealed";
    world.accounts.save(world.administrator);
    EXPECT_EQ(world.sign_in("correct horse"), "");
    EXPECT_EQ(world.sign_in("correct horse", "000000"), "");
    EXPECT_NE(world.sign_in("correct horse", "123 456"), "");
}

TEST_F(AdminPages, EndTheSessionOnSignOut) {
    const auto csrf = hidden_value(world.show("/admin/").body(), "csrf");
    EXPECT_EQ(world.post("/admin/logout", world.browser, "csrf=0").status(), 403);
    EXPECT_EQ(world.show("/admin/").status(), 200);
    EXPECT_EQ(world.post("/admin/logout", world.browser, "csrf=" + csrf).status(), 303);
    EXPECT_EQ(world.show("/admin/").status(), 303);
}

TEST_F(AdminPages, ShowNoDocumentToASessionThatIsOver) {
    world.freeze();
    const std::vector<std::string> documents{
        world.address("/document"), world.address("/versions/1"), world.address("/annex/1")};
    for (const auto& document : documents) {
        EXPECT_EQ(world.show(document).status(), 200) << document;
    }
    const auto csrf = hidden_value(world.show("/admin/").body(), "csrf");
    EXPECT_EQ(world.post("/admin/logout", world.browser, "csrf=" + csrf).status(), 303);
    for (const auto& document : documents) {
        const auto answer = world.show(document);
        EXPECT_EQ(answer.status(), 303) << document;
        EXPECT_EQ(header(answer, "X-Accel-Redirect"), "") << document;
        EXPECT_THAT(header(answer, "Location"), testing::StartsWith("/admin/login"));
        EXPECT_THAT(answer.body(), Not(HasSubstr("%PDF")));
    }
}

TEST_F(AdminPages, RefuseMessagesAndAnnexesWithoutTheirToken) {
    world.open_round();
    const auto waiting = world.effects.unsettled(world.campus, {1}).at(0);
    const auto message = "/admin/effects/" + to_string(world.convention) + "/" +
                         std::to_string(waiting.key.seq) + "/" + std::to_string(waiting.key.n);
    const auto before = world.state();
    const std::string forged =
        "csrf=0000&command=00000000-0000-4000-8000-000000000001&reason=x&n=1";
    for (const auto& target :
         {message + "/retry", message + "/abandon", world.address("/actions/remove_annex")}) {
        EXPECT_EQ(world.post(target, world.browser, forged).status(), 403) << target;
        EXPECT_EQ(world.post(target, world.browser, "reason=x&n=1").status(), 403) << target;
    }
    http::Request upload;
    upload.method = "POST";
    ASSERT_TRUE(http::parse_target(world.address("/annexes"), upload));
    upload.headers.add("cookie", world.browser.cookie);
    upload.headers.add("content-type", "multipart/form-data; boundary=xx");
    std::string body;
    for (const auto* field : {"csrf", "command", "title", "kind"}) {
        body += "--xx\r\nContent-Disposition: form-data; name=\"" + std::string(field) +
                "\"\r\n\r\n00000000-0000-4000-8000-000000000001\r\n";
    }
    body +=
        "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n"
        "Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n--xx--\r\n";
    const auto file = std::filesystem::path(testing::TempDir()) / "upload_without_its_token";
    std::ofstream(file) << body;
    upload.body_file = file;
    EXPECT_EQ(world.router.handle(std::move(upload)).status(), 403);
    std::filesystem::remove(file);
    EXPECT_EQ(world.effects.unsettled(world.campus, {1}).at(0).key, waiting.key);
    EXPECT_EQ(world.state(), before);
}

TEST_F(AdminPages, RefuseEveryFormWithoutItsToken) {
    const std::string forged = "csrf=0000&command=00000000-0000-4000-8000-000000000001&reason=x";
    for (const auto& target :
         {std::string("/admin/conventions/new"),
          world.address("/edit"),
          world.address("/actions/abandon"),
          world.address("/actions/freeze_version"),
          std::string("/admin/people"),
          std::string("/admin/organisations"),
          std::string("/admin/bodies/directoire")}) {
        EXPECT_EQ(world.post(target, world.browser, forged).status(), 403) << target;
    }
    EXPECT_EQ(world.state().stage, Stage::Drafting);
}

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
    EXPECT_THAT(against, HasSubstr("Passer outre l’avis"));
    EXPECT_THAT(against, HasSubstr("Trop cher"));
    EXPECT_EQ(
        world.submit(world.address("/actions/acknowledge_opinion"), "reason=Chiffrage+revu")
            .status(),
        303
    );
    EXPECT_EQ(world.submit(world.address("/actions/open_round"), "").status(), 303);
    EXPECT_EQ(world.state().stage, Stage::InSignature);
    const auto open = world.show(world.address("?done=open_round")).body();
    EXPECT_THAT(open, HasSubstr("Relancer maintenant : Dominique Modèle"));
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
    const auto asked = world.show(remind + "?slot=1");
    EXPECT_EQ(asked.status(), 200);
    EXPECT_THAT(asked.body(), HasSubstr("Dominique Modèle, Directeur"));
    EXPECT_FALSE(world.state().slot(1)->last_reminder_at);
    EXPECT_EQ(world.submit(remind + "?slot=1", remind, "slot=1").status(), 303);
    EXPECT_TRUE(world.state().slot(1)->last_reminder_at);
    const auto soon = world.submit(remind + "?slot=1", remind, "slot=1");
    EXPECT_EQ(soon.status(), 429);
    EXPECT_THAT(soon.body(), HasSubstr("une relance par jour"));
    EXPECT_EQ(world.show(remind + "?slot=9").status(), 404);
    EXPECT_EQ(world.show(world.address("/actions/sign_for_them")).status(), 404);
    EXPECT_EQ(world.show(world.address("/actions/freeze_version")).status(), 409);
    const auto revoke = world.address("/actions/revoke_link");
    const auto missing = world.submit(revoke + "?slot=1", revoke, "slot=1&reason=+");
    EXPECT_EQ(missing.status(), 422);
    EXPECT_THAT(missing.body(), HasSubstr("href=\"#reason\""));
}

TEST_F(AdminPages, CorrectAnAddressAndAnswerForASuspiciousOne) {
    world.open_round();
    const auto correct = world.address("/actions/correct_address");
    const std::string typed = "slot=1&reason=coquille&email=direction@campus.example";
    const auto warned = world.submit(correct + "?slot=1", correct, typed);
    EXPECT_EQ(warned.status(), 422);
    EXPECT_THAT(warned.body(), HasSubstr("celle d’un administrateur"));
    EXPECT_THAT(warned.body(), HasSubstr("value=\"direction@campus.example\""));
    EXPECT_THAT(warned.body(), HasSubstr(">coquille</textarea>"));
    const auto form = "csrf=" + hidden_value(warned.body(), "csrf") +
                      "&command=" + hidden_value(warned.body(), "command") +
                      "&ack_item=" + hidden_value(warned.body(), "ack_item") +
                      "&ack_command=" + hidden_value(warned.body(), "ack_command") + "&" + typed;
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
    const std::string typed = "slot=1&reason=coquille&email=";
    const auto warned =
        world.submit(correct + "?slot=1", correct, typed + "direction@campus.example");
    const auto hidden = "csrf=" + hidden_value(warned.body(), "csrf") +
                        "&command=" + hidden_value(warned.body(), "command") +
                        "&ack_item=" + hidden_value(warned.body(), "ack_item") +
                        "&ack_command=" + hidden_value(warned.body(), "ack_command") + "&";
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
    const auto past = world.submit(extend + "?slot=1", extend, "slot=1&until=2001-01-01");
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
    EXPECT_THAT(back.body(), HasSubstr("« En préparation »"));
    EXPECT_THAT(back.body(), HasSubstr("href=\"" + world.address() + "\">Voir la convention"));
    EXPECT_THAT(back.body(), Not(HasSubstr("Rechargez")));
}

TEST_F(AdminPages, ShowThatATextIsFrozenThenReadyToSign) {
    EXPECT_THAT(world.show(world.address()).body(), Not(HasSubstr(">Texte arrêté</span>")));
    world.freeze();
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr(">Texte arrêté</span>"));
    world.ask_opinion();
    for (const int seat : {1, 2}) {
        world.execute(workflows::AnswerOpinion{1, seat, workflows::OpinionChoice::Favourable, {}});
    }
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr(">Prête à signer</span>"));
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("Avis rendu"));
}

TEST_F(AdminPages, OfferNeitherSignaturesThatAreNotThereNorALinkThatIsOfNoUse) {
    world.open_round();
    const auto open = world.show(world.address()).body();
    EXPECT_THAT(open, Not(HasSubstr("Lire avec les signatures données")));
    EXPECT_THAT(open, HasSubstr("actions/extend_link?slot=1"));
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

TEST_F(AdminPages, SendASeatItsInvitationAgainWhileTheVoteRuns) {
    world.freeze();
    world.ask_opinion();
    const auto resend = world.address("/actions/resend_invitation");
    const std::string about = "opinion=1&amp;seat=2";
    EXPECT_THAT(world.show(world.address()).body(), HasSubstr(resend + "?" + about));
    const auto asked = world.show(resend + "?opinion=1&seat=2");
    EXPECT_EQ(asked.status(), 200);
    EXPECT_THAT(asked.body(), HasSubstr("Membre 2, Lycée 2"));
    EXPECT_THAT(asked.body(), HasSubstr("membre2@lycee.example"));
    EXPECT_FALSE(world.state().opinion()->seats.at(1).link_resent_at);
    EXPECT_EQ(world.submit(resend + "?opinion=1&seat=2", resend, "opinion=1&seat=2").status(), 303);
    EXPECT_TRUE(world.state().opinion()->seats.at(1).link_resent_at);
    EXPECT_FALSE(world.state().opinion()->seats.at(0).link_resent_at);
    EXPECT_EQ(world.submit(resend + "?opinion=1&seat=2", resend, "opinion=1&seat=2").status(), 429);
    EXPECT_EQ(world.show(resend + "?opinion=1&seat=9").status(), 404);
    EXPECT_EQ(world.show(resend + "?opinion=2&seat=1").status(), 404);
    EXPECT_EQ(world.show(resend).status(), 404);
    world.execute(workflows::CloseOpinion{1});
    EXPECT_THAT(world.show(world.address()).body(), Not(HasSubstr("resend_invitation")));
}

TEST_F(AdminPages, ShowBesideASeatThatARobotAnsweredOrThatItsAddressIsDead) {
    world.freeze();
    world.ask_opinion();
    EXPECT_THAT(world.show("/admin/").body(), Not(HasSubstr("badge help")));
    const auto email = world.state().opinion()->seats.at(0).holder.email;
    world.execute(workflows::RecordAutomaticReply{email, "Absente jusqu’au 3"});
    EXPECT_THAT(
        world.show(world.address()).body(),
        HasSubstr("<bdi>Réponse automatique : « Absente jusqu’au 3 »</bdi></span></th>")
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
    auto waiting = world.effects.claim(1, std::chrono::seconds{1});
    ASSERT_EQ(waiting.size(), 1U);
    world.effects.retry_later(waiting[0], "451 <b>try later</b>", std::chrono::milliseconds{0});
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("1 message n’est pas parti"));
    const auto page = world.show("/admin/effects").body();
    EXPECT_THAT(page, HasSubstr("451 &lt;b&gt;try later"));
    const auto one = "/admin/effects/" + to_string(world.convention) + "/" +
                     std::to_string(waiting[0].key.seq) + "/" + std::to_string(waiting[0].key.n);
    EXPECT_EQ(world.show(one).status(), 200);
    EXPECT_EQ(world.submit(one, one + "/retry", "").status(), 303);
    EXPECT_EQ(world.submit(one, one + "/abandon", "reason=").status(), 422);
    EXPECT_EQ(world.submit(one, one + "/abandon", "reason=Prévenu+par+téléphone").status(), 303);
    EXPECT_THAT(world.show(one).body(), HasSubstr("abandonné"));
    EXPECT_EQ(world.submit("/admin/people", one + "/retry", "").status(), 409);
    EXPECT_EQ(world.show("/admin/effects/nonsense/1/1").status(), 404);
}

TEST_F(AdminPages, PageThroughEverythingThatWaits) {
    world.open_round();
    const auto waiting = world.effects.unsettled(world.campus, {1}).at(0);
    for (int n = 100; n < 250; ++n) {
        auto row = world.database.effects.at(waiting.key);
        row.effect.key.n = n;
        row.effect.message.to.name = "Personne " + std::to_string(n);
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

TEST_F(AdminPages, EditPeopleAndBodies) {
    EXPECT_EQ(world.submit("/admin/people", "name=&email=nowhere").status(), 422);
    EXPECT_EQ(
        world.submit("/admin/people", "name=Ann+Exemple&email=ann@lycee.example").status(), 303
    );
    const auto people = world.registry.people(world.campus);
    ASSERT_EQ(people.size(), 1U);
    const auto id = to_string(people[0].id);
    EXPECT_THAT(world.show("/admin/people/" + id).body(), HasSubstr("value=\"ann@lycee.example\""));
    const std::string body = "/admin/bodies/directoire";
    EXPECT_THAT(world.show("/admin/bodies").body(), HasSubstr("à créer"));
    const auto twice = world.submit(
        body,
        "name=Directoire&seat.0.n=1&seat.0.organisation=Lycée&seat.1.n=1&seat.1.organisation=CFA"
    );
    EXPECT_EQ(twice.status(), 422);
    EXPECT_THAT(twice.body(), HasSubstr("href=\"#seat.1.n\""));
    const auto saved = world.submit(
        body,
        "name=Directoire&seat.0.n=1&seat.0.organisation=Lycée&seat.0.vote=guest&seat.0.chair=1"
        "&seat.0.holder=" +
            id + "&seat.1.n=2&seat.1.organisation=CFA&seat.1.remove=1"
    );
    EXPECT_EQ(saved.status(), 303);
    const auto made = world.registry.body(world.campus, "directoire");
    ASSERT_TRUE(made);
    ASSERT_EQ(made->seats.size(), 1U);
    EXPECT_EQ(made->seats[0].vote, workflows::VoteKind::Guest);
    EXPECT_TRUE(made->seats[0].chair);
    EXPECT_EQ(made->seats[0].holder, people[0].id);
    EXPECT_EQ(world.show("/admin/bodies/unheard_of").status(), 404);
}

TEST_F(AdminPages, ExportHostileNamesAsTextInOneCell) {
    const workflows::Day since = std::chrono::year(2026) / 3 / 12;
    for (const auto* name : {"=cmd|' /C calc'!A0", "Atelier\r\n=1+1;\"x\""}) {
        world.database.members.push_back(
            {world.campus, {name, "entreprises", "associe", since, world.convention}}
        );
    }
    const auto answer = world.show("/admin/members.csv");
    EXPECT_EQ(answer.status(), 200);
    EXPECT_THAT(header(answer, "Content-Disposition"), testing::StartsWith("attachment"));
    EXPECT_THAT(answer.body(), HasSubstr("\n\"'=cmd|' /C calc'!A0\";\""));
    EXPECT_THAT(answer.body(), HasSubstr("\"Atelier\r\n=1+1;\"\"x\"\"\";\""));
}

TEST(AdminRegister, NeverMakesAFormulaOfACell) {
    EXPECT_EQ(csv_cell("Lycée"), "\"Lycée\"");
    EXPECT_EQ(csv_cell("dit \"le\" lycée; et"), "\"dit \"\"le\"\" lycée; et\"");
    for (const std::string start : {"=", "+", "-", "@", "\t", "\r"}) {
        EXPECT_EQ(csv_cell(start + "cmd"), "\"'" + start + "cmd\"");
    }
    EXPECT_EQ(csv_cell(""), "\"\"");
}

}  // namespace

}  // namespace contreseing::server::pages::tests
