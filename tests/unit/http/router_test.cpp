#include "server/http/router.hpp"

#include "server/http/error.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

using testing::HasSubstr;
using testing::Not;

Request request_for(const std::string& method, const std::string& target) {
    Request request;
    request.method = method;
    request.request_id = "id-1";
    EXPECT_TRUE(parse_target(target, request)) << target;
    return request;
}

Handler says(const std::string& text) {
    return [text](const Request& request) {
        std::string out = text;
        for (const Field& param : request.params) {
            out += " " + param.name + "=" + param.value;
        }
        return Response::text(out, "text/plain");
    };
}

class RouterTest : public testing::Test {
protected:
    RouterTest() {
        router_.get("/", says("root"));
        router_.get("/c/new", says("new"));
        router_.get("/c/:id", says("one"));
        router_.get("/board/", says("board"));
        router_.post("/c/:convention/sign", says("sign"), Lane::Signing);
        router_.get("/c/:id/slots/:slot", says("slot"));
        router_.log_incidents([this](const Incident& incident) { incidents_.push_back(incident); });
    }

    std::string body(const std::string& method, const std::string& target) {
        return router_.handle(request_for(method, target)).body();
    }
    int status(const std::string& method, const std::string& target) {
        return router_.handle(request_for(method, target)).status();
    }

    Router router_;
    std::vector<Incident> incidents_;
};

TEST_F(RouterTest, ChecksWhatMayChangeSomethingBeforeItsHandler) {
    router_.before_changes([](const Request& request) {
        if (request.path != "/c/1/sign") {
            throw std::runtime_error("held");
        }
    });
    for (const auto* method : {"PUT", "PATCH", "DELETE"}) {
        router_.add(method, "/c/:id", says("changed"));
        EXPECT_EQ(status(method, "/c/1"), 500) << method;
    }
    EXPECT_EQ(status("POST", "/c/2/sign"), 500);
    EXPECT_EQ(body("POST", "/c/1/sign"), "sign convention=1");
    EXPECT_EQ(body("GET", "/c/1"), "one id=1");
    EXPECT_EQ(status("HEAD", "/c/1"), 200);
    EXPECT_EQ(status("POST", "/nowhere"), 404);
}

TEST_F(RouterTest, FindsFixedAndVariableSegments) {
    EXPECT_EQ(body("GET", "/"), "root");
    EXPECT_EQ(body("GET", "/c/new"), "new");
    EXPECT_EQ(body("GET", "/c/12%203"), "one id=12 3");
    EXPECT_EQ(body("GET", "/c/1/slots/2"), "slot id=1 slot=2");
    EXPECT_EQ(body("GET", "/board/"), "board");
}

TEST_F(RouterTest, LeadsToTheOneSpellingOfAnAddress) {
    const std::vector<std::pair<const char*, const char*>> respelt = {
        {"/c/1/", "/c/1"},
        {"/c//1", "/c/1"},
        {"//c/1//?q=a//b/", "/c/1?q=a//b/"},
        {"/board", "/board/"},
        {"/board//?q=1", "/board/?q=1"},
        {"//", "/"},
    };
    for (const auto& [asked, spelt] : respelt) {
        for (const char* method : {"GET", "HEAD"}) {
            const Response answer = router_.handle(request_for(method, asked));
            EXPECT_EQ(answer.status(), 308) << asked;
            EXPECT_EQ(answer.headers().get("Location"), spelt);
        }
    }
    EXPECT_EQ(status("POST", "/c/1//sign"), 404);
    EXPECT_EQ(status("POST", "/c/1/sign/"), 404);
    EXPECT_EQ(status("GET", "/nowhere/"), 404);
}

TEST_F(RouterTest, LooksFurtherWhenAFixedSegmentLeadsNowhere) {
    EXPECT_EQ(body("POST", "/c/new/sign"), "sign convention=new");
}

TEST_F(RouterTest, AnswersNotFoundForEverythingElse) {
    for (const char* target : {"/x", "/c", "/c//", "/c//slots/2", "/c/1/slots", "/c/1/slots/2/3"}) {
        EXPECT_EQ(status("GET", target), 404) << target;
    }
    EXPECT_TRUE(incidents_.empty());
}

TEST_F(RouterTest, AnswersHeadByGet) {
    EXPECT_EQ(status("HEAD", "/c/1"), 200);
}

TEST_F(RouterTest, NamesTheAllowedMethodsWhenAnotherIsAsked) {
    const Response get_only = router_.handle(request_for("DELETE", "/c/1"));
    EXPECT_EQ(get_only.status(), 405);
    EXPECT_EQ(get_only.headers().get("Allow"), "GET, HEAD");
    const Response post_only = router_.handle(request_for("HEAD", "/c/1/sign"));
    EXPECT_EQ(post_only.status(), 405);
    EXPECT_EQ(post_only.headers().get("Allow"), "POST");
}

TEST_F(RouterTest, TellsThePoolOfARoute) {
    EXPECT_EQ(router_.match(request_for("POST", "/c/1/sign")).route->lane, Lane::Signing);
    EXPECT_EQ(router_.match(request_for("GET", "/c/1")).route->lane, Lane::Normal);
}

TEST_F(RouterTest, RefusesARouteTwice) {
    EXPECT_THROW(router_.get("/c/:other", says("twice")), std::logic_error);
    EXPECT_THROW(router_.get("c", says("no slash")), std::logic_error);
}

TEST_F(RouterTest, KeepsAnExceptionsTextForTheLog) {
    router_.get("/throw", [](const Request&) -> Response { throw std::runtime_error("SECRET"); });
    const Response response = router_.handle(request_for("GET", "/throw"));
    EXPECT_EQ(response.status(), 500);
    EXPECT_THAT(response.body(), Not(HasSubstr("SECRET")));
    EXPECT_THAT(response.body(), HasSubstr("\"instance\":\"id-1\""));
    EXPECT_NE(response.headers().find("Content-Security-Policy"), std::nullopt);
    ASSERT_EQ(incidents_.size(), 1U);
    EXPECT_EQ(incidents_[0].what, "SECRET");
    EXPECT_EQ(incidents_[0].route, "/throw");
    EXPECT_EQ(incidents_[0].request_id, "id-1");
}

TEST_F(RouterTest, SurvivesWhatIsNotAnException) {
    router_.get("/throw", [](const Request&) -> Response { throw 42; });
    EXPECT_EQ(status("GET", "/throw"), 500);
    EXPECT_EQ(incidents_.size(), 1U);
}

TEST_F(RouterTest, MapsTheExceptionsOfOtherLibraries) {
    struct Busy : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    router_.map_errors([](const std::exception& error) -> std::optional<Problem> {
        if (dynamic_cast<const Busy*>(&error) == nullptr) {
            return std::nullopt;
        }
        Problem problem;
        problem.status = 409;
        problem.detail = "Quelqu’un signe.";
        return problem;
    });
    router_.get("/busy", [](const Request&) -> Response { throw Busy("private"); });
    const Response response = router_.handle(request_for("GET", "/busy"));
    EXPECT_EQ(response.status(), 409);
    EXPECT_EQ(response.headers().get("Content-Type"), "application/problem+json");
    EXPECT_THAT(response.body(), HasSubstr("Quelqu’un signe."));
    EXPECT_THAT(response.body(), Not(HasSubstr("private")));
    EXPECT_TRUE(incidents_.empty());
}

TEST_F(RouterTest, SaysWhenToAskAgainWhereNothingWasPossible) {
    struct Down : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    router_.map_errors([](const std::exception& error) -> std::optional<Problem> {
        if (dynamic_cast<const Down*>(&error) == nullptr) {
            return std::nullopt;
        }
        Problem problem;
        problem.status = 503;
        return problem;
    });
    router_.get("/down", [](const Request&) -> Response { throw Down("private"); });
    router_.get("/later", [](const Request&) {
        Response response = Response::text("later", "text/plain", 503);
        response.header("Retry-After", "60");
        return response;
    });
    const auto again = [this](const std::string& path) {
        return std::string(router_.handle(request_for("GET", path)).headers().get("Retry-After"));
    };
    EXPECT_EQ(again("/down"), "5");
    EXPECT_EQ(again("/later"), "60");
    EXPECT_EQ(again("/nowhere"), "");
}

TEST_F(RouterTest, AnswersABadFormWithTheFieldAtFault) {
    router_.post("/form", [](const Request& request) {
        return Response::text(std::to_string(request.form().size()), "text/plain");
    });
    Request request = request_for("POST", "/form");
    request.headers.add("content-type", "application/x-www-form-urlencoded");
    request.body = "motif=%zz";
    const Response response = router_.handle(std::move(request));
    EXPECT_EQ(response.status(), 400);
    EXPECT_THAT(response.body(), HasSubstr("\"errors\":[{\"field\":\"motif\""));
}

TEST_F(RouterTest, RefusesAnAnswerThatNginxCouldNotTakeAtOnce) {
    router_.get("/huge", [](const Request&) {
        return Response::text(std::string(Router::kMaxResponse + 1, 'x'), "text/plain");
    });
    EXPECT_EQ(status("GET", "/huge"), 500);
    EXPECT_EQ(incidents_.size(), 1U);
}

TEST_F(RouterTest, ShowsProblemsAsTheRendererDoes) {
    router_.render_problems([](const Request&, const Problem& problem) {
        return Response::html("<p>" + std::to_string(problem.status), problem.status);
    });
    EXPECT_EQ(body("GET", "/nowhere"), "<p>404");
}

TEST_F(RouterTest, FallsBackToPlainWordsOrJsonWhenTheRendererFails) {
    router_.render_problems([](const Request&, const Problem&) -> Response {
        throw std::runtime_error("template");
    });
    const Response response = router_.handle(request_for("GET", "/api/v1/nowhere"));
    EXPECT_EQ(response.status(), 404);
    EXPECT_EQ(response.headers().get("Content-Type"), "application/problem+json");
    const Response page = router_.handle(request_for("GET", "/nowhere"));
    EXPECT_EQ(page.status(), 404);
    EXPECT_EQ(page.headers().get("Content-Type"), "text/plain; charset=utf-8");
    ASSERT_EQ(incidents_.size(), 2U);
    EXPECT_EQ(incidents_[0].what, "template");
}

}  // namespace
}  // namespace contreseing::server::http
