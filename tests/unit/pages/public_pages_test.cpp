#include "server/pages/public/demo_mailbox.hpp"
#include "server/pages/public/pages.hpp"
#include "tests/unit/pages/world.hpp"

#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

using testing::HasSubstr;
using testing::Not;

namespace {

http::Request asking(std::string_view target, std::string_view language = "fr") {
    http::Request request;
    request.method = "GET";
    EXPECT_TRUE(http::parse_target(target, request));
    request.headers.add("accept", "text/html");
    request.headers.add("accept-language", std::string(language));
    request.request_id = "r-1";
    return request;
}

}  // namespace

TEST(PublicPages, AnswerInBothLanguagesWithTheFrameOfEveryPage) {
    http::Router router;
    add_public_pages(router, shipped_pages());
    for (const auto* address :
         {"/", "/aide", "/donnees-personnelles", "/accessibilite", "/mentions-legales"}) {
        for (const auto* language : {"fr", "en"}) {
            const auto response = router.handle(asking(address, language));
            EXPECT_EQ(response.status(), 200) << address;
            const auto& page = response.body();
            EXPECT_THAT(page, HasSubstr("<html lang=\"" + std::string(language) + "\">"));
            EXPECT_THAT(page, HasSubstr("href=\"#main\""));
            EXPECT_THAT(page, HasSubstr("href=\"/accessibilite\""));
            EXPECT_NE(page.find("<h1>"), std::string::npos) << address;
            EXPECT_EQ(page.find("<h1", page.find("<h1") + 1), std::string::npos) << address;
            EXPECT_THAT(page, Not(HasSubstr("{{")));
        }
    }
}

TEST(PublicPages, SayWhoAnswersForTheSiteAndWhatIsStillMissing) {
    LegalNotice notice{
        "Lycée <Exemple>", "1 rue du Modèle", "01 00 00 00 00", "Ann Exemple", "Le lycée", {}};
    http::Router complete;
    add_public_pages(complete, shipped_pages(), notice);
    const auto legal = complete.handle(asking("/mentions-legales")).body();
    for (const auto* given :
         {"Lycée &lt;Exemple&gt;",
          "1 rue du Modèle",
          "01 00 00 00 00",
          "Ann Exemple",
          "Le lycée"}) {
        EXPECT_THAT(legal, HasSubstr(given));
    }
    EXPECT_THAT(legal, Not(HasSubstr("incomplète")));
    EXPECT_THAT(
        complete.handle(asking("/donnees-personnelles")).body(),
        HasSubstr("n’a pas encore été indiqué par l’exploitant")
    );

    notice.host.clear();
    notice.dpo = "dpo@lycee.example";
    http::Router incomplete;
    add_public_pages(incomplete, shipped_pages(), notice);
    const auto without_host = incomplete.handle(asking("/mentions-legales")).body();
    EXPECT_THAT(without_host, HasSubstr("Cette page est incomplète"));
    EXPECT_THAT(without_host, HasSubstr("<dd>pas encore indiqué</dd>"));
    EXPECT_THAT(
        incomplete.handle(asking("/donnees-personnelles", "en")).body(),
        HasSubstr("Data protection officer: <bdi>dpo@lycee.example</bdi>")
    );
}

TEST(PublicPages, SayWhatWentWrongWithoutSayingWhatBroke) {
    http::Router router;
    add_public_pages(router, shipped_pages());
    router.get("/broken", [](const http::Request&) -> http::Response {
        throw std::runtime_error("SECRET host=db");
    });
    const auto missing = router.handle(asking("/nothing"));
    EXPECT_EQ(missing.status(), 404);
    EXPECT_THAT(missing.body(), HasSubstr("Page introuvable"));
    const auto broken = router.handle(asking("/broken"));
    EXPECT_EQ(broken.status(), 500);
    EXPECT_THAT(broken.body(), HasSubstr("r-1"));
    EXPECT_THAT(broken.body(), Not(HasSubstr("SECRET")));
    auto post = asking("/aide");
    post.method = "POST";
    EXPECT_EQ(router.handle(post).status(), 405);
}

TEST(PublicPages, LeadOutOfEveryProblem) {
    http::Router router;
    add_public_pages(router, shipped_pages());
    for (const int status : {400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503}) {
        for (const auto& [address, out, label] :
             {std::tuple{"/nowhere", "/", "Revenir à l’accueil"},
              std::tuple{"/admin/nowhere", "/admin/", "Revenir aux conventions"},
              std::tuple{"/s/abc/nowhere", "/s/abc", "Revenir à la page"},
              std::tuple{"/s/abc", "/", "Revenir à l’accueil"}}) {
            http::Problem problem;
            problem.status = status;
            const auto page = shipped_pages().problem(asking(address), problem);
            EXPECT_EQ(page.status(), status);
            EXPECT_THAT(
                page.body(),
                HasSubstr(
                    "<a class=\"button secondary\" href=\"" + std::string(out) + "\">" + label
                )
            ) << status
              << address;
            EXPECT_THAT(page.body(), HasSubstr("Que faire"));
        }
    }
}

TEST(DemoMailbox, ShowsTextSafelyAndLinksOnlyToThisSite) {
    http::Router router;
    const auto zone = paris();
    DemoMail mail{
        "m-1",
        "campus@example.org",
        "camille@example.org",
        "Objet <b>",
        workflows::parse_instant("2026-03-12T09:00:00Z"),
        "Ouvrez http://127.0.0.1:8080/l/a.b/c.\n<script>x</script> http://evil.example/l/x"};
    add_demo_mailbox(
        router,
        shipped_pages(),
        zone,
        {[&mail] { return std::vector{mail}; },
         [&mail](std::string_view id) {
             return id == mail.id ? std::optional(mail) : std::nullopt;
         }},
        "http://127.0.0.1:8080"
    );
    const auto list = router.handle(asking("/demo/mails"));
    EXPECT_THAT(list.body(), HasSubstr("href=\"/demo/mails/m-1\""));
    EXPECT_THAT(list.body(), HasSubstr("Objet &lt;b&gt;"));
    EXPECT_THAT(list.body(), HasSubstr("12\u00a0mars\u00a02026"));
    const auto page = router.handle(asking("/demo/mails/m-1")).body();
    EXPECT_THAT(page, HasSubstr("<a href=\"http://127.0.0.1:8080/l/a.b/c."));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("href=\"http://evil.example")));
    EXPECT_EQ(router.handle(asking("/demo/mails/other")).status(), 404);
}

}  // namespace contreseing::server::pages::tests
