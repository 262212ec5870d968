#include "server/pages/link/dead_end.hpp"

#include "server/http/encoding.hpp"
#include "server/pages/link/link_routes.hpp"
#include "server/pages/link/new_link.hpp"
#include "tests/unit/pages/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

using testing::HasSubstr;
using testing::Not;
namespace mails = workflows::mails;

namespace {

std::size_t new_links_mailed(World& world) {
    std::size_t mailed = 0;
    for (const auto& effect : world.effects.of_convention(world.campus, world.convention)) {
        mailed += effect.message()->kind == mails::kNewLink ? 1 : 0;
    }
    return mailed;
}

void run_later(World& world) {
    for (const auto& task : world.later) {
        task();
    }
    world.later.clear();
}

class DeadEnds : public testing::Test {
protected:
    void SetUp() override {
        world.open_round();
        link = world.sign_link(1);
        address = address_of(link);
        browser = world.open(link);
    }
    World world;
    app::LinkRef link;
    std::string address;
    Browser browser;
};

}  // namespace

TEST_F(DeadEnds, NoPageStandsInThePlaceOfAnother) {
    http::Router router;
    LinkRoutes routes(router, *world.services, *world.pages);
    const ShowLink show = [](const Pages& pages, const Services&, const OpenLink& open) {
        return dead_end_page(pages, DeadEnd::Unknown, open.locale());
    };
    routes.home(workflows::Place::Kind::Party, show);
    EXPECT_THROW(routes.home(workflows::Place::Kind::Party, show), std::logic_error);
}

TEST_F(DeadEnds, EveryStatusHasItsPageInBothLanguages) {
    for (const auto end :
         {DeadEnd::NotYourTurn,
          DeadEnd::Expired,
          DeadEnd::Revoked,
          DeadEnd::Replaced,
          DeadEnd::Done,
          DeadEnd::Declined,
          DeadEnd::Closed,
          DeadEnd::Unknown,
          DeadEnd::NoSession,
          DeadEnd::BadForm,
          DeadEnd::Forged}) {
        for (const auto locale : kLocales) {
            const auto page = dead_end_page(shipped_pages(), end, locale, app::encode(link));
            EXPECT_GE(page.status(), 400);
            EXPECT_LT(page.status(), 500);
            EXPECT_THAT(page.body(), HasSubstr("<h1>"));
            EXPECT_THAT(page.body(), Not(HasSubstr("{{")));
        }
    }
}

TEST_F(DeadEnds, AMailedLinkSetsACookieOfItsOwnAndHidesTheSecret) {
    const auto secret = world.secrets.link_secret(link);
    const auto answer = world.get("/l/" + app::encode(link) + "/" + secret);
    EXPECT_EQ(answer.status(), 303);
    EXPECT_EQ(answer.headers().get("Location"), address);
    const std::string cookie(answer.headers().get("Set-Cookie"));
    EXPECT_THAT(cookie, testing::StartsWith("cs_"));
    EXPECT_THAT(cookie, HasSubstr("Path=" + address));
    EXPECT_THAT(cookie, HasSubstr("HttpOnly"));
    EXPECT_THAT(cookie, HasSubstr("SameSite=Lax"));
    EXPECT_THAT(cookie, Not(HasSubstr("Secure")));
    EXPECT_THAT(cookie, Not(HasSubstr(secret)));
    world.services->behind_tls = true;
    const auto behind = world.get("/l/" + app::encode(link) + "/" + secret);
    EXPECT_THAT(std::string(behind.headers().get("Set-Cookie")), HasSubstr("; Secure"));
    EXPECT_THAT(world.get(address, browser).body(), Not(HasSubstr(secret)));
}

TEST_F(DeadEnds, AnUnknownOrTamperedSecretOpensNothing) {
    auto secret = world.secrets.link_secret(link);
    secret[0] = secret[0] == 'a' ? 'b' : 'a';
    for (const auto& target :
         {"/l/" + app::encode(link) + "/" + secret,
          "/l/" + app::encode(link) + "/short",
          std::string("/l/nothing/") + secret}) {
        const auto answer = world.get(target);
        EXPECT_EQ(answer.status(), 404) << target;
        EXPECT_EQ(answer.headers().get("Set-Cookie"), "") << target;
        EXPECT_THAT(answer.body(), HasSubstr("Lien inconnu"));
    }
}

TEST_F(DeadEnds, NoGetOrHeadChangesAnything) {
    const auto events = world.state().events;
    const auto mailed = "/l/" + app::encode(link) + "/" + world.secrets.link_secret(link);
    for (const auto* method : {"GET", "HEAD"}) {
        for (int n = 0; n < 3; ++n) {
            world.get(mailed, {}, method);
            world.get(address, browser, method);
            world.get(address + "/document", browser, method);
            world.get(address + "/decline", browser, method);
        }
    }
    EXPECT_EQ(world.get(address + "/sign", browser).status(), 405);
    EXPECT_EQ(world.get(address + "/new-link", browser).status(), 405);
    EXPECT_EQ(world.state().events, events);
    EXPECT_TRUE(world.later.empty());
    EXPECT_EQ(world.get(address, browser).status(), 200);
}

TEST_F(DeadEnds, WithoutItsCookieTheLinkAsksForTheMail) {
    const auto page = world.get(address);
    EXPECT_EQ(page.status(), 401);
    EXPECT_THAT(page.body(), HasSubstr("Ouvrez le lien de votre message"));
    EXPECT_THAT(page.body(), HasSubstr("action=\"" + address + "/new-link\""));
    EXPECT_THAT(page.body(), Not(HasSubstr("Exemple")));
    Browser forged;
    forged.cookie = browser.cookie;
    forged.cookie.back() = forged.cookie.back() == '0' ? '1' : '0';
    EXPECT_EQ(world.get(address, forged).status(), 401);
}

TEST_F(DeadEnds, TheSessionEndsAfterTwelveHours) {
    world.clock.at += kLinkSessionLife - std::chrono::seconds{1};
    EXPECT_EQ(world.get(address, browser).status(), 200);
    world.clock.at += std::chrono::seconds{1};
    EXPECT_EQ(world.get(address, browser).status(), 401);
}

TEST_F(DeadEnds, TheSessionDiesWithTheLink) {
    world.execute(workflows::CorrectAddress{
        workflows::slot_place(1), {"autre@campus.example"}, "adresse erronée"});
    const auto page = world.get(address, browser);
    EXPECT_EQ(page.status(), 410);
    EXPECT_THAT(page.body(), HasSubstr("Ce lien ne fonctionne plus"));
    EXPECT_EQ(world.get("/s/" + app::encode(world.sign_link(1)), browser).status(), 401);
}

TEST_F(DeadEnds, AnExpiredLinkOffersANewOne) {
    world.clock.at += std::chrono::hours{24 * 61};
    browser = world.open(link);
    const auto page = world.get(address, browser);
    EXPECT_EQ(page.status(), 410);
    EXPECT_THAT(page.body(), HasSubstr("Ce lien a expiré"));
    EXPECT_EQ(world.post(address + "/new-link", browser, "").status(), 202);
    run_later(world);
    EXPECT_EQ(new_links_mailed(world), 1U);
    // The old one stays dead, wherever it was forwarded to: only the mailbox gets in again.
    EXPECT_EQ(world.get(address, browser).status(), 410);
}

TEST_F(DeadEnds, AReplacedTextSaysSo) {
    world.execute(workflows::ReopenDraft{"erreur de plume", true});
    const auto page = world.get(address, browser);
    EXPECT_EQ(page.status(), 410);
    EXPECT_THAT(page.body(), HasSubstr("Le texte a changé"));
    EXPECT_EQ(world.get(address + "/document", browser).status(), 410);
}

TEST_F(DeadEnds, ANewLinkIsAnsweredAlikeWhetherOrNotItIsKnown) {
    const auto known = world.post(address + "/new-link", {}, "");
    auto other = link;
    other.convention.bytes[0] ^= 1;
    const auto unknown = world.post(address_of(other) + "/new-link", {}, "");
    const auto garbage = world.post("/s/garbage/new-link", {}, "");
    EXPECT_EQ(known.status(), 202);
    EXPECT_EQ(unknown.status(), known.status());
    EXPECT_EQ(unknown.body(), known.body());
    EXPECT_EQ(garbage.body(), known.body());
    EXPECT_EQ(new_links_mailed(world), 0U) << "the answer must not wait for the work";
    run_later(world);
    EXPECT_EQ(new_links_mailed(world), 1U);
}

TEST_F(DeadEnds, AFailureOfStorageIsLeftToWhoRunsTheWorkAndTheAnswerIsTheSame) {
    const auto usual = world.post(address + "/new-link", {}, "");
    // No such version of the type: reading the act fails.
    world.database.conventions.at({world.campus, world.convention}).loaded.state.type_version = 99;
    const auto failing = world.post(address + "/new-link", {}, "");
    EXPECT_EQ(failing.status(), usual.status());
    EXPECT_EQ(failing.body(), usual.body());
    EXPECT_THROW(world.later.back()(), std::exception);
}

TEST_F(DeadEnds, NewLinksAreThrottled) {
    for (int n = 0; n < 6; ++n) {
        world.clock.at += std::chrono::minutes{6};
        EXPECT_EQ(world.post(address + "/new-link", {}, "").status(), 202);
        run_later(world);
    }
    EXPECT_EQ(new_links_mailed(world), 3U);
}

TEST_F(DeadEnds, ALostLinkIsAskedForWithTheOldAddress) {
    EXPECT_EQ(world.get("/lien-perdu").status(), 200);
    const auto pasted =
        "address=http%3A%2F%2F127.0.0.1%3A8080%2Fl%2F" + app::encode(link) + "%2Fsecret";
    EXPECT_EQ(world.post("/lien-perdu", {}, pasted).status(), 202);
    run_later(world);
    EXPECT_EQ(new_links_mailed(world), 1U);
}

TEST_F(DeadEnds, AMalformedAddressIsToldAtOnce) {
    const auto page = world.post("/lien-perdu", {}, "address=n%27importe+quoi");
    EXPECT_EQ(page.status(), 422);
    EXPECT_THAT(page.body(), HasSubstr("Ceci n’est pas l’adresse d’un lien de ce site."));
    EXPECT_THAT(page.body(), HasSubstr("id=\"address-error\""));
    EXPECT_TRUE(world.later.empty());
}

TEST_F(DeadEnds, AWithdrawnLinkNamesTheContactAndIsNotSentAgain) {
    app::Campus home;
    home.id = world.campus;
    home.reply_to.name = "Alix Contact";
    home.reply_to.email = {"alix@campus.example"};
    world.registry.save(home);
    world.execute(workflows::RevokeLink{workflows::slot_place(1), "adresse erronée"});
    for (const auto& target : {address, address + "/document"}) {
        const auto page = world.get(target, browser);
        EXPECT_EQ(page.status(), 410);
        EXPECT_THAT(page.body(), HasSubstr("Le campus a désactivé ce lien."));
        EXPECT_THAT(page.body(), HasSubstr("Alix Contact, alix@campus.example"));
        EXPECT_THAT(page.body(), Not(HasSubstr("/new-link")));
    }
}

TEST(RefIn, IsFoundInWhateverWasPasted) {
    app::LinkRef link;
    link.campus = {"ptms"};
    link.place = workflows::slot_place(3);
    const auto ref = app::encode(link);
    const auto address = "https://x.example/l/" + ref + "/s-e_cret";
    std::string second;
    for (const char c : address) {
        second += c == '/'   ? "_"
                  : c == ':' ? "-3A"
                  : c == '-' ? "-2D"
                  : c == '_' ? "-5F"
                             : std::string(1, c);
    }
    for (const std::string& pasted : {
             address,
             "https://x.example/s/" + ref + "?x#y",
             "  " + ref + " \n",
             "mon lien : " + ref + ".",
             "<" + address + ">,",
             "« " + address + " »",
             address.substr(0, 30) + "\r\n" + address.substr(30),
             address.substr(0, 30) + "=\r\n" + address.substr(30),
             "https://safe.example/?url=" + http::percent_encode(address) + "&data=05%7C02",
             "https://twice.example/?u=" + http::percent_encode(http::percent_encode(address)),
             "https://urldefense.proofpoint.com/v2/url?u=" + second + "&d=DwMF",
             "https://urldefense.com/v3/__" + address + "__;!!x$",
         }) {
        EXPECT_EQ(ref_in(pasted), ref) << pasted;
    }
    for (const std::string& pasted :
         {std::string{},
          std::string("n'importe quoi"),
          std::string("https://protect.example/s/opaque?domain=x.example"),
          ref.substr(0, ref.size() - 1),
          "https://x.example/l/x" + ref.substr(1, ref.size() - 2)}) {
        EXPECT_EQ(ref_in(pasted), "") << pasted;
    }
}

}  // namespace contreseing::server::pages::tests
