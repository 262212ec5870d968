#include "server/http/response.hpp"

#include "server/http/error.hpp"
#include "server/http/security_headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Response, RefusesHeadersThatCouldSplitIt) {
    for (const char* value : {"a\r\nSet-Cookie: x=y", "a\nb", "a\rb", "\x7f", "a\tb"}) {
        EXPECT_THROW(Response().header("X-Test", value), Error) << value;
    }
    EXPECT_THROW(Response().header("X-Test", std::string_view("a\0b", 3)), Error);
    for (const char* name : {"", "X Test", "X:Test", "X\r\nY", "\xC3\xA9"}) {
        EXPECT_THROW(Response().header(name, "v"), Error) << name;
    }
}

TEST(Response, RefusesHeadersThatFrameIt) {
    for (const char* name :
         {"Content-Length", "content-length", "Transfer-Encoding", "Connection", "Date"}) {
        EXPECT_THROW(Response().header(name, "1"), Error) << name;
    }
}

TEST(Response, RedirectsInsideTheSiteOnly) {
    const Response response = Response::redirect("/s/act?x=1");
    EXPECT_EQ(response.status(), 303);
    EXPECT_EQ(response.headers().get("Location"), "/s/act?x=1");
    for (const char* to :
         {"",
          "s",
          "//evil.example",
          "/\\evil.example",
          "\\/evil",
          "https://evil.example",
          "/a\\b",
          "/a\r\nX: y",
          "/a b",
          "javascript:alert(1)",
          "/\t/evil.example",
          " /a",
          "/\xC3\xA9"}) {
        EXPECT_FALSE(is_local_path(to)) << to;
        EXPECT_THROW((void)Response::redirect(to), Error) << to;
    }
}

TEST(Response, NamesAFileInBothForms) {
    const Response response = Response::file(
        "/_blob/ab/cd.pdf", "Été \"1\"\r\n.pdf", "application/pdf", Disposition::Attachment
    );
    EXPECT_EQ(response.headers().get("X-Accel-Redirect"), "/_blob/ab/cd.pdf");
    EXPECT_EQ(
        response.headers().get("Content-Disposition"),
        "attachment; filename=\"Ete _1___.pdf\"; "
        "filename*=UTF-8''%C3%89t%C3%A9%20%221%22%0D%0A.pdf"
    );
    EXPECT_EQ(response.headers().get("Cache-Control"), "no-store");
}

TEST(Response, RefusesFilesOutsideTheCache) {
    for (const char* path :
         {"",
          "/_blob/",
          "/etc/passwd",
          "/_blob/../x",
          "/_blob/a%2e",
          "/_blob/a b",
          "/static/x",
          "/_blob/a?b"}) {
        EXPECT_THROW((void)Response::file(path, "x", "application/pdf", Disposition::Inline), Error)
            << path;
    }
}

TEST(Response, IsWrittenWithItsLength) {
    EXPECT_EQ(
        serialize(Response::json("{}", 201), BodyPart::Sent, true),
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        "Connection: keep-alive\r\n\r\n{}"
    );
}

TEST(Response, AnswersHeadWithTheLengthOfGet) {
    const std::string bytes = serialize(Response::html("abc"), BodyPart::Omitted, false);
    EXPECT_THAT(bytes, HasSubstr("Content-Length: 3\r\n"));
    EXPECT_TRUE(bytes.ends_with("Connection: close\r\n\r\n"));
}

TEST(Response, WritesNoLengthWhereNoneIsAllowed) {
    EXPECT_THAT(serialize(Response::no_content(), BodyPart::Sent, true), Not(HasSubstr("Length")));
    EXPECT_THAT(serialize(Response(304), BodyPart::Sent, true), Not(HasSubstr("Length")));
}

TEST(SecurityHeaders, AreStrictAndKeepWhatTheHandlerChose) {
    Response response;
    response.header("cache-control", "private, max-age=60");
    add_security_headers(Request{}, response);
    EXPECT_THAT(
        std::string(response.headers().get("Content-Security-Policy")),
        HasSubstr("default-src 'none'")
    );
    EXPECT_EQ(response.headers().get("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(response.headers().get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.headers().find("Cache-Control"), std::nullopt);
}

TEST(SecurityHeaders, PromiseTlsOnlyOverTls) {
    Request plain;
    plain.headers.add("scheme", "http");
    Response over_http;
    add_security_headers(plain, over_http);
    EXPECT_EQ(over_http.headers().find("Strict-Transport-Security"), std::nullopt);
    Request secure;
    secure.headers.add("scheme", "https");
    Response over_tls;
    add_security_headers(secure, over_tls);
    EXPECT_NE(over_tls.headers().find("Strict-Transport-Security"), std::nullopt);
}

}  // namespace
}  // namespace contreseing::server::http
