#include "tests/unit/pages/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

using testing::HasSubstr;
using testing::Not;
using workflows::Slot;

namespace {

constexpr const char* kConsent = "&annex=1&consent=adhesion%401";

/// A convention in signature, its first signatory's link open in a browser, the code asked for.
class SigningPages : public testing::Test {
protected:
    void SetUp() override {
        world.open_round();
        link = world.sign_link(1);
        address = address_of(link);
        browser = world.open(link);
    }
    void ask_code() {
        const auto asked = world.post(address + "/code", browser, world.hidden(browser));
        ASSERT_EQ(asked.status(), 303);
        browser.command = sign_command();
    }
    /// Hidden command of the form that signs: the last one of the page.
    std::string sign_command() {
        const auto page = world.get(address, browser).body();
        return hidden_value(page.substr(page.find("/sign\"")), "command");
    }
    http::Response sign(const std::string& code, const std::string& rest = kConsent) {
        return world.post(
            address + "/sign", browser, world.hidden(browser) + rest + "&code=" + code
        );
    }

    World world;
    app::LinkRef link;
    std::string address;
    Browser browser;
};

}  // namespace

TEST_F(SigningPages, ShowWhoAsksWhatAndUntilWhen) {
    const auto page = world.get(address, browser);
    EXPECT_EQ(page.status(), 200);
    const auto& html = page.body();
    EXPECT_THAT(html, HasSubstr("Demande faite au nom de\u00a0: Campus des métiers."));
    EXPECT_THAT(html, HasSubstr("Adhésion de la société Exemple"));
    EXPECT_THAT(html, HasSubstr("Dominique Modèle"));
    EXPECT_THAT(html, HasSubstr("C’est à vous de signer"));
    EXPECT_THAT(html, HasSubstr("Signera ensuite"));
    EXPECT_THAT(html, HasSubstr("(heure de Paris)"));
    EXPECT_THAT(html, HasSubstr("d…@campus.example"));
    EXPECT_THAT(html, HasSubstr("src=\"" + address + "/document\""));
    EXPECT_THAT(html, HasSubstr(address + "/annex/1"));
    EXPECT_THAT(html, HasSubstr("J’ai lu la convention et je la signe."));
    EXPECT_THAT(html, Not(HasSubstr("dominique@")));
    EXPECT_THAT(html, Not(HasSubstr("{{")));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST_F(SigningPages, SignWithTheMailedCodeAndShowTheReceipt) {
    ask_code();
    EXPECT_THAT(world.get(address, browser).body(), HasSubstr("autocomplete=\"one-time-code\""));
    const auto signed_answer = sign(world.code_of(1));
    EXPECT_EQ(signed_answer.status(), 303);
    EXPECT_EQ(signed_answer.headers().get("Location"), address);
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Signed);
    ASSERT_EQ(world.desk.times.size(), 1U);
    EXPECT_EQ(world.desk.times[0], "12/03/2026 à 10:00 (UTC+01:00)");

    const auto receipt = world.get(address, browser);
    EXPECT_EQ(receipt.status(), 200);
    EXPECT_THAT(
        receipt.body(),
        HasSubstr("Signé électroniquement (signature simple) par Dominique Modèle, Directeur, le 12"
        )
    );
    EXPECT_THAT(receipt.body(), HasSubstr("0badcafe"));
    EXPECT_THAT(receipt.body(), HasSubstr("Tête du journal"));
    EXPECT_THAT(receipt.body(), HasSubstr("1 signature est encore attendue."));
    EXPECT_THAT(receipt.body(), HasSubstr("href=\"" + address + "/annex/1\""));
    EXPECT_EQ(world.get(address + "/annex/1", browser).status(), 200);

    world.execute(workflows::DeclineToSign{2, "L’article 3 ne convient pas."});
    const auto stopped = world.get(address, browser).body();
    EXPECT_THAT(stopped, HasSubstr("Un refus a arrêté la signature."));
    EXPECT_THAT(stopped, Not(HasSubstr("encore attendue")));
    EXPECT_THAT(stopped, Not(HasSubstr("Quand tous auront signé")));
}

TEST_F(SigningPages, SayThatACodeWasJustSentWithoutCallingItAnError) {
    ask_code();
    browser.command = hidden_value(world.get(address, browser).body(), "command");
    const auto again = world.post(address + "/code", browser, world.hidden(browser));
    EXPECT_EQ(again.status(), 429);
    EXPECT_THAT(again.body(), HasSubstr("attendez 30 secondes"));
    EXPECT_THAT(again.body(), Not(HasSubstr("code-error")));
    EXPECT_THAT(again.body(), Not(HasSubstr("Attendez quelques minutes")));
}

TEST_F(SigningPages, TakeACodePastedWithBlanks) {
    ask_code();
    const auto code = world.code_of(1);
    EXPECT_EQ(sign("+" + code.substr(0, 3) + "+" + code.substr(3)).status(), 303);
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Signed);
}

TEST_F(SigningPages, CountWrongCodesAndKeepWhatWasTicked) {
    ask_code();
    const auto wrong = world.code_of(1) == "000000" ? "111111" : "000000";
    const auto page = sign(wrong);
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("Il reste 4 essais."));
    EXPECT_THAT(page.body(), HasSubstr("id=\"annex-1\" checked"));
    EXPECT_THAT(page.body(), HasSubstr("id=\"consent\" checked"));
    EXPECT_THAT(page.body(), Not(HasSubstr(std::string("value=\"") + wrong)));
    EXPECT_EQ(world.state().slot(1)->codes.back().tries, 1);
    EXPECT_EQ(sign(world.code_of(1)).status(), 303);
}

TEST_F(SigningPages, OfferAnotherLinkOnceCodesAreBurntByWhoHoldsThisOne) {
    for (int i = 0; i < 20; ++i) {  // each browser is a session of its own
        const auto stranger = world.open(world.sign_link(1));
        EXPECT_EQ(world.post(address + "/code", stranger, world.hidden(stranger)).status(), 303);
    }
    const auto refused = world.post(address + "/code", browser, world.hidden(browser));
    EXPECT_EQ(refused.status(), 429);
    EXPECT_THAT(refused.body(), HasSubstr("Trop de codes ont été demandés par ce lien"));
    EXPECT_THAT(refused.body(), HasSubstr("action=\"" + address + "/new-link\""));
    EXPECT_EQ(world.post(address + "/new-link", {}, "").status(), 202);
    for (const auto& task : world.later) {
        task();
    }
    EXPECT_EQ(world.get(address, browser).status(), 410) << "whoever held that link is out";
    const auto owner = world.open(world.sign_link(1));
    const auto fresh = address_of(world.sign_link(1));
    EXPECT_NE(fresh, address);
    EXPECT_EQ(world.post(fresh + "/code", owner, world.hidden(owner)).status(), 303);
}

TEST_F(SigningPages, AskForANewCodeAfterFiveWrongOnes) {
    ask_code();
    const auto wrong = world.code_of(1) == "000000" ? "111111" : "000000";
    for (int n = 0; n < 4; ++n) {
        EXPECT_EQ(sign(wrong).status(), 422);
    }
    const auto last = sign(wrong);
    EXPECT_EQ(last.status(), 422);
    EXPECT_THAT(last.body(), HasSubstr("il n’y a plus d’essai"));
    EXPECT_THAT(last.body(), HasSubstr("Recevoir un code"));
    EXPECT_EQ(sign(world.code_of(1)).status(), 422);
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Invited);
}

TEST_F(SigningPages, RefuseACodeThatIsTenMinutesOld) {
    ask_code();
    world.clock.at += std::chrono::minutes{11};
    const auto page = sign(world.code_of(1));
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("plus de dix minutes"));
}

TEST_F(SigningPages, SayAllThatIsMissingWithoutCountingATry) {
    ask_code();
    const auto page = sign("12ab", "");
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("href=\"#annexes\""));
    EXPECT_THAT(page.body(), HasSubstr("href=\"#consent\""));
    EXPECT_THAT(page.body(), HasSubstr("href=\"#code\""));
    EXPECT_EQ(world.state().slot(1)->codes.back().tries, 0);
}

TEST(SigningAnnexes, AreTickedOneByOneAndAllOnTheReceipt) {
    World world;
    workflows::Annex second;
    second.kind = "convention_constitutive";
    second.title = "Règlement intérieur";
    second.pages = 3;
    world.random.fill(second.document.bytes);
    const app::Bytes bytes{'r', 'i'};
    second.sha256 = world.digest.sha256(bytes);
    world.documents.put(world.campus, second.document, world.convention, bytes, second.sha256);
    world.execute(workflows::AttachAnnex{second});
    world.open_round();
    const auto link = world.sign_link(1);
    const auto address = address_of(link);
    auto browser = world.open(link);
    ASSERT_EQ(world.post(address + "/code", browser, world.hidden(browser)).status(), 303);
    const auto page = world.get(address, browser).body();
    for (const auto* box : {"value=\"1\" id=\"annex-1\"", "value=\"2\" id=\"annex-2\""}) {
        EXPECT_THAT(page, HasSubstr(box));
    }
    browser.command = hidden_value(page.substr(page.find("/sign\"")), "command");
    const auto form =
        world.hidden(browser) + "&consent=adhesion%401&code=" + world.code_of(1) + "&annex=";
    const auto one = world.post(address + "/sign", browser, form + "2");
    EXPECT_EQ(one.status(), 422);
    EXPECT_THAT(one.body(), HasSubstr("href=\"#annexes\""));
    EXPECT_THAT(one.body(), HasSubstr("id=\"annex-2\" checked"));
    EXPECT_THAT(one.body(), Not(HasSubstr("id=\"annex-1\" checked")));
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Invited);
    EXPECT_EQ(world.post(address + "/sign", browser, form + "1&annex=2").status(), 303);
    const auto receipt = world.get(address, browser).body();
    for (const auto* annex : {"/annex/1", "/annex/2"}) {
        EXPECT_THAT(receipt, HasSubstr("href=\"" + address + annex + "\""));
        EXPECT_EQ(world.get(address + annex, browser).status(), 200);
    }
}

TEST_F(SigningPages, TellTheSecondWindowThatTheFirstHasDeclined) {
    const auto other = world.open(link);
    const auto command = hidden_value(world.get(address + "/decline", browser).body(), "command");
    const auto hidden = "csrf=" + browser.csrf + "&command=" + command;
    ASSERT_EQ(world.post(address + "/decline", browser, hidden + "&reason=Non").status(), 303);
    const auto late = world.post(address + "/code", other, world.hidden(other));
    EXPECT_EQ(late.status(), 409);
    EXPECT_THAT(late.body(), HasSubstr("Déjà refusé depuis une autre fenêtre"));
    EXPECT_THAT(late.body(), HasSubstr("href=\"" + address + "\">Voir le refus"));
}

TEST_F(SigningPages, RefuseAFormWithoutItsTokenOrItsCommand) {
    ask_code();
    auto forged = browser;
    forged.csrf = "0000";
    EXPECT_EQ(world.post(address + "/sign", forged, world.hidden(forged)).status(), 403);
    EXPECT_EQ(world.post(address + "/code", forged, "version=1").status(), 403);
    EXPECT_EQ(world.post(address + "/decline", forged, "reason=x").status(), 403);
    EXPECT_EQ(
        world.post(address + "/sign", browser, "csrf=" + browser.csrf + "&version=1").status(), 400
    );
    auto nil = browser;
    nil.command = "not-a-uuid";
    EXPECT_EQ(world.post(address + "/sign", nil, world.hidden(nil)).status(), 400);
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Invited);
}

TEST_F(SigningPages, SignOnceWhenTheFormIsSentTwice) {
    ask_code();
    const auto code = world.code_of(1);
    EXPECT_EQ(sign(code).status(), 303);
    EXPECT_EQ(sign(code).status(), 303);
    EXPECT_EQ(world.desk.times.size(), 1U);
}

TEST_F(SigningPages, TellTheSecondWindowThatTheFirstHasSigned) {
    const auto other = world.open(link);
    ask_code();
    EXPECT_EQ(sign(world.code_of(1)).status(), 303);
    for (const auto* what : {"/sign", "/code", "/decline"}) {
        const auto late = world.post(
            address + what, other, world.hidden(other) + kConsent + "&code=123456&reason=non"
        );
        EXPECT_EQ(late.status(), 409) << what;
        EXPECT_THAT(late.body(), HasSubstr("depuis une autre fenêtre, le 12\u00a0mars\u00a02026"));
        EXPECT_THAT(late.body(), HasSubstr("href=\"" + address + "\">Voir le reçu"));
    }
    EXPECT_EQ(world.desk.times.size(), 1U);
    EXPECT_EQ(world.get(address, other).status(), 200);
}

TEST_F(SigningPages, TakeTheCodeOfAWindowWhateverAnotherAskedFor) {
    ask_code();
    const auto code = world.code_of(1);
    world.clock.at += std::chrono::minutes{1};
    const auto other = world.open(link);
    EXPECT_EQ(world.post(address + "/code", other, world.hidden(other)).status(), 303);
    const auto third = world.open(link);
    const auto stray =
        world.post(address + "/sign", third, world.hidden(third) + kConsent + "&code=" + code);
    EXPECT_EQ(stray.status(), 409);
    EXPECT_THAT(stray.body(), HasSubstr("Un code a été demandé depuis une autre fenêtre, le 12"));
    EXPECT_THAT(stray.body(), HasSubstr("Recevoir un code"));
    EXPECT_EQ(sign(code).status(), 303);
}

TEST_F(SigningPages, KeepTheAwaitedCodeWhenTheSameBrowserOpensTheLinkAgain) {
    ask_code();
    const auto code = world.code_of(1);
    const auto mailed = "/l/" + app::encode(link) + "/" + world.secrets.link_secret(link);
    world.clock.at += std::chrono::minutes{1};
    const auto again = world.get(mailed, browser);
    EXPECT_EQ(again.status(), 303);
    std::vector<std::string> cookies;
    for (const auto cookie : again.headers().all("Set-Cookie")) {
        cookies.emplace_back(cookie);
    }
    // The browser only shows a cookie below its path: the link's own address needs one too.
    ASSERT_EQ(cookies.size(), 2u);
    EXPECT_THAT(cookies[0], HasSubstr("Path=" + address + ";"));
    EXPECT_THAT(cookies[1], HasSubstr("Path=/l/" + app::encode(link) + ";"));
    browser.cookie = cookies[0].substr(0, cookies[0].find(';'));
    EXPECT_THAT(world.get(address, browser).body(), HasSubstr("3. Consentir et signer"));
    EXPECT_EQ(sign(code).status(), 303);
    EXPECT_EQ(world.state().slot(1)->status, workflows::Slot::Status::Signed);
}

TEST_F(SigningPages, OpenANewSessionForAnotherLinkOrAForgedCookie) {
    ask_code();
    const auto mailed = "/l/" + app::encode(link) + "/" + world.secrets.link_secret(link);
    Browser forged = browser;
    forged.cookie.back() = forged.cookie.back() == '0' ? '1' : '0';
    const auto cookie = std::string(world.get(mailed, forged).headers().get("Set-Cookie"));
    forged.cookie = cookie.substr(0, cookie.find(';'));
    EXPECT_THAT(world.get(address, forged).body(), HasSubstr("Recevoir un code"));
    EXPECT_THAT(world.get(address, browser).body(), HasSubstr("3. Consentir et signer"));
    world.clock.at += std::chrono::hours{12};
    const auto late = std::string(world.get(mailed, browser).headers().get("Set-Cookie"));
    EXPECT_NE(late.substr(0, late.find(';')), browser.cookie);
}

TEST_F(SigningPages, TellWhoSignsWhatTheAdministrationChangedMeanwhile) {
    ask_code();
    const auto code = world.code_of(1);
    world.execute(workflows::RevokeLink{workflows::slot_place(1), "adresse erronée"});
    auto late = sign(code);
    EXPECT_EQ(late.status(), 409);
    EXPECT_THAT(late.body(), HasSubstr("l’administration a désactivé ce lien ou l’a remplacé"));
    world.execute(workflows::ReopenDraft{"Une erreur dans le texte.", true});
    late = sign(code);
    EXPECT_EQ(late.status(), 409);
    EXPECT_THAT(late.body(), HasSubstr("remplacé par une nouvelle version"));
    EXPECT_EQ(world.get(address, browser).status(), 410);
}

TEST_F(SigningPages, NeverSignAnotherTextThanTheOneShown) {
    ask_code();
    const auto code = world.code_of(1);
    auto form = world.hidden(browser);
    form.replace(form.find("sha256=") + 7, 4, "ffff");
    const auto page = world.post(address + "/sign", browser, form + kConsent + "&code=" + code);
    EXPECT_EQ(page.status(), 409);
    EXPECT_THAT(page.body(), HasSubstr("ne montre plus le texte actuel"));
    EXPECT_EQ(world.state().slot(1)->status, Slot::Status::Invited);
}

TEST_F(SigningPages, KeepEachLinkToItsOwnCookie) {
    const auto first = world.convention;
    world.start("Un autre acte");
    world.open_round();
    const auto other_link = world.sign_link(1);
    const auto other = world.open(other_link);
    EXPECT_NE(other.cookie.substr(0, 15), browser.cookie.substr(0, 15));
    EXPECT_EQ(world.get(address, other).status(), 401);
    EXPECT_EQ(world.get(address_of(other_link), browser).status(), 401);
    // The value of one cookie under the name of the other opens nothing either.
    Browser mixed;
    mixed.cookie = browser.cookie.substr(0, browser.cookie.find('=')) +
                   other.cookie.substr(other.cookie.find('='));
    EXPECT_EQ(world.get(address, mixed).status(), 401);
    // Both cookies together: each page shows its own act.
    Browser both;
    both.cookie = browser.cookie + "; " + other.cookie;
    EXPECT_THAT(world.get(address, both).body(), HasSubstr("Adhésion de la société"));
    EXPECT_THAT(world.get(address_of(other_link), both).body(), HasSubstr("Un autre acte"));
    EXPECT_NE(first, world.convention);
}

TEST_F(SigningPages, DeclineWithAReasonKeptWhenItIsRefused) {
    const auto asked = world.get(address + "/decline", browser);
    EXPECT_EQ(asked.status(), 200);
    browser.command = hidden_value(asked.body(), "command");
    const auto hidden = "csrf=" + browser.csrf + "&command=" + browser.command;
    EXPECT_EQ(world.post(address + "/decline", browser, hidden + "&reason=+").status(), 422);
    const auto longer =
        world.post(address + "/decline", browser, hidden + "&reason=" + std::string(2001, 'a'));
    EXPECT_EQ(longer.status(), 422);
    EXPECT_THAT(longer.body(), HasSubstr("2 000 caractères au plus"));
    const auto two_lines = hidden + "&reason=Montant+inexact%0D%0AVoir+l%27article+4";
    EXPECT_EQ(world.post(address + "/decline", browser, two_lines).status(), 303);
    EXPECT_EQ(world.state().slot(1)->decline_reason, "Montant inexact\nVoir l'article 4");
    const auto page = world.get(address, browser);
    EXPECT_EQ(page.status(), 200);
    EXPECT_THAT(page.body(), HasSubstr("Montant inexact"));
}

TEST_F(SigningPages, SendTheFrozenTextThenTheNewestRevision) {
    const auto before = world.get(address + "/document", browser);
    EXPECT_THAT(std::string(before.headers().get("X-Accel-Redirect")), testing::EndsWith("-0"));
    EXPECT_EQ(before.headers().get("Cache-Control"), "no-store");
    EXPECT_THAT(
        std::string(before.headers().get("Content-Disposition")), testing::StartsWith("inline")
    );
    const auto saved = world.get(address + "/document?telecharger", browser);
    EXPECT_THAT(
        std::string(saved.headers().get("Content-Disposition")), testing::StartsWith("attachment")
    );
    EXPECT_EQ(world.get(address + "/annex/1", browser).status(), 200);
    EXPECT_EQ(world.get(address + "/annex/2", browser).status(), 404);
    ask_code();
    sign(world.code_of(1));
    const auto after = world.get(address + "/document", browser);
    EXPECT_THAT(std::string(after.headers().get("X-Accel-Redirect")), testing::EndsWith("-newest"));
}

TEST_F(SigningPages, SendNoDocumentToAnybodyElse) {
    EXPECT_EQ(world.get(address + "/document").status(), 401);
    EXPECT_EQ(world.get(address + "/annex/1").status(), 401);
    world.execute(workflows::RevokeLink{workflows::slot_place(1), "adresse erronée"});
    const auto refused = world.get(address + "/document", browser);
    EXPECT_EQ(refused.status(), 410);
    EXPECT_EQ(refused.headers().get("X-Accel-Redirect"), "");
}

TEST_F(SigningPages, StayHarmlessWithHostileTexts) {
    const std::string hostile = "<script>alert(1)</script> \"quoted\" 'it' =cmd Ω €";
    world.start(hostile, "Ann <img src=x onerror=alert(1)> O'Neil " + std::string(120, 'y'));
    for (const auto* item : {"title", "slots/2"}) {
        world.execute(workflows::AcknowledgeWarning{
            "possible_placeholder:" + std::string(item), "Vu."});
    }
    world.open_round();
    const auto other = world.sign_link(1);
    const auto page = world.get(address_of(other), world.open(other)).body();
    EXPECT_THAT(
        page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &#34;quoted&#34; &#39;it&#39;")
    );
    EXPECT_THAT(page, HasSubstr("Ann &lt;img src=x onerror=alert(1)&gt; O&#39;Neil"));
    EXPECT_THAT(page, HasSubstr("Ω €"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<img")));
}

TEST_F(SigningPages, SpeakTheLanguageOfTheSignatory) {
    World english;
    auto slots = english.state().slots;
    slots[0].holder.locale = Locale::En;
    workflows::EditDraft edit;
    edit.slots = slots;
    english.execute(edit);
    english.open_round();
    const auto other = english.sign_link(1);
    const auto page = english.get(address_of(other), english.open(other)).body();
    EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
    EXPECT_THAT(page, HasSubstr("asks you to sign"));
    EXPECT_THAT(page, HasSubstr("I have read it."));
}

}  // namespace contreseing::server::pages::tests
