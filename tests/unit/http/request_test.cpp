#include "server/http/request.hpp"

#include "server/http/error.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

Request form_request(std::string body, std::string type = "application/x-www-form-urlencoded") {
    Request request;
    request.headers.add("content-type", std::move(type));
    request.body = std::move(body);
    return request;
}

ErrorKind refusal_of(const Request& request) {
    try {
        (void)request.form();
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "accepted: " << request.body;
    return {};
}

TEST(Target, SplitsPathAndQueryAndDecodesBoth) {
    Request request;
    ASSERT_TRUE(parse_target("/a%20b/%C3%A9+/x?q=%2B+1&q=2&empty=&flag", request));
    EXPECT_EQ(request.path, "/a%20b/%C3%A9+/x");
    EXPECT_EQ(request.segments, (std::vector<std::string>{"a b", "\xC3\xA9+", "x"}));
    EXPECT_EQ(request.query, (Fields{{"q", "+ 1"}, {"q", "2"}, {"empty", ""}, {"flag", ""}}));
    EXPECT_EQ(request.query.all("q").size(), 2U);
}

TEST(Target, GivesASlashTooManyNoSegment) {
    for (const char* target : {"/a/b/", "/a//b", "//a/b", "/a/b//"}) {
        Request request;
        ASSERT_TRUE(parse_target(target, request));
        EXPECT_EQ(request.segments, (std::vector<std::string>{"a", "b"})) << target;
        EXPECT_EQ(request.path, target);
    }
    Request root;
    ASSERT_TRUE(parse_target("/", root));
    EXPECT_TRUE(root.segments.empty());
}

TEST(Target, RefusesWhatIsMalformedOrClimbs) {
    const std::vector<std::string> targets = {
        "",     "a",       "*",         "http://x/", "/%",         "/%zz",
        "/%00", "/%FF",    "/a b",      "/a\x01",    "/\xC3\xA9",  "/a\r\nX: y",
        "/..",  "/a/../b", "/%2e%2e/b", "/l%2Fx",    "/l%2fx",     "/a/%2F",
        "/.",   "/?a=%",   "/?a=%FF",   "/?=v",      "/?a=1&&b=2", "/" + std::string(8192, 'a')};
    for (const std::string& target : targets) {
        Request request;
        EXPECT_FALSE(parse_target(target, request)) << target.substr(0, 40);
    }
}

TEST(Target, RefusesDeepPaths) {
    std::string deep;
    for (int i = 0; i < 65; ++i) {
        deep += "/a";
    }
    Request request;
    EXPECT_FALSE(parse_target(deep, request));
    Request slashes;
    EXPECT_FALSE(parse_target(std::string(8000, '/'), slashes));
    Request enough;
    EXPECT_TRUE(parse_target(deep.substr(2), enough));
}

TEST(Form, ReadsFieldsInTheirOrder) {
    const Request request = form_request("nom=Mme+A.&r%C3%B4le=maire&axe=1&axe=2&vide=");
    EXPECT_EQ(
        request.form(),
        (Fields{
            {"nom", "Mme A."}, {"r\xC3\xB4le", "maire"}, {"axe", "1"}, {"axe", "2"}, {"vide", ""}})
    );
    EXPECT_TRUE(form_request("").form().empty());
}

TEST(Form, AcceptsACharacterSetParameterAndRefusesOtherTypes) {
    EXPECT_EQ(
        form_request("a=1", "Application/X-WWW-Form-Urlencoded ; charset=utf-8").form().size(), 1U
    );
    for (const char* type :
         {"",
          "application/json",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencodedx"}) {
        EXPECT_EQ(refusal_of(form_request("a=1", type)), ErrorKind::UnsupportedMediaType) << type;
    }
}

TEST(Form, RefusesBrokenInputAndNamesTheField) {
    EXPECT_EQ(refusal_of(form_request("a=%zz")), ErrorKind::MalformedForm);
    EXPECT_EQ(refusal_of(form_request("a=%00")), ErrorKind::MalformedForm);
    EXPECT_EQ(refusal_of(form_request(std::string("a=\0b", 4))), ErrorKind::MalformedForm);
    EXPECT_EQ(refusal_of(form_request("=1")), ErrorKind::MalformedForm);
    EXPECT_EQ(refusal_of(form_request("a=%FF")), ErrorKind::InvalidUtf8);
    EXPECT_EQ(refusal_of(form_request("%FF=a")), ErrorKind::InvalidUtf8);
    try {
        (void)form_request("ok=1&motif=%ED%A0%80").form();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.field(), "motif");
    }
}

TEST(Form, TakesFourHundredFieldsAndNoMore) {
    std::string body = "f=1";
    for (int i = 1; i < 400; ++i) {
        body += "&f=1";
    }
    EXPECT_EQ(form_request(body).form().size(), 400U);
    EXPECT_EQ(refusal_of(form_request(body + "&f=1")), ErrorKind::TooManyFields);
}

TEST(Negotiation, ShowsPagesToBrowsersAndProblemsToPrograms) {
    const auto with = [](const char* accept) {
        Request request;
        request.headers.add("accept", accept);
        return wants_html(request);
    };
    EXPECT_TRUE(with("text/html,application/xhtml+xml,*/*;q=0.8"));
    EXPECT_FALSE(with("application/json, text/html"));
    EXPECT_FALSE(with("*/*"));
    EXPECT_FALSE(wants_html(Request{}));
    // A click that says nothing, or anything: the page's path decides.
    for (const char* accept : {"", "*/*", "image/*"}) {
        Request request;
        request.headers.add("accept", accept);
        for (const char* page : {"/s/abc/sign", "/admin/conventions/1", "/", "/apis"}) {
            request.path = page;
            EXPECT_TRUE(wants_html(request)) << page << accept;
        }
        for (const char* program : {"/api/v1/types", "/health/live", "/metrics", "/demo/clock"}) {
            request.path = program;
            EXPECT_FALSE(wants_html(request)) << program << accept;
        }
    }
}

}  // namespace
}  // namespace contreseing::server::http
