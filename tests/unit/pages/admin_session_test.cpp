#include "server/pages/admin/login.hpp"
#include "tests/unit/pages/admin_world.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;
using testing::Not;
using workflows::Stage;

class AdminSession : public testing::Test {
protected:
    AdminWorld world;
};

TEST_F(AdminSession, SendStrangersToSignInAndBack) {
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

TEST_F(AdminSession, LeadAfterSignInOnlyToPagesOfTheirOwn) {
    EXPECT_EQ(safe_next("/admin/effects?x=1"), "/admin/effects?x=1");
    for (const auto* elsewhere :
         {"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "/s/abc", "", "x"}) {
        EXPECT_EQ(safe_next(elsewhere), "/admin/") << elsewhere;
    }
}

TEST_F(AdminSession, SetAStrictSessionCookie) {
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

TEST_F(AdminSession, KeepTheirCookieToTlsWhenTheyAreBehindIt) {
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

TEST_F(AdminSession, RefuseAWrongPasswordAForeignFormAndTooManyTries) {
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

TEST_F(AdminSession, AskForTheSecondFactorOnlyWhenThePasswordIsRight) {
    world.administrator.totp_secret = "sealed";
    world.accounts.save(world.administrator);
    EXPECT_EQ(world.sign_in("correct horse"), "");
    EXPECT_EQ(world.sign_in("correct horse", "000000"), "");
    EXPECT_NE(world.sign_in("correct horse", "123 456"), "");
}

TEST_F(AdminSession, EndTheSessionOnSignOut) {
    const auto csrf = hidden_value(world.show("/admin/").body(), "csrf");
    EXPECT_EQ(world.post("/admin/logout", world.browser, "csrf=0").status(), 403);
    EXPECT_EQ(world.show("/admin/").status(), 200);
    EXPECT_EQ(world.post("/admin/logout", world.browser, "csrf=" + csrf).status(), 303);
    EXPECT_EQ(world.show("/admin/").status(), 303);
}

TEST_F(AdminSession, ShowNoDocumentToASessionThatIsOver) {
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

TEST_F(AdminSession, RefuseMessagesAndAnnexesWithoutTheirToken) {
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

TEST_F(AdminSession, RefuseEveryFormWithoutItsToken) {
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

}  // namespace

}  // namespace contreseing::server::pages::tests
