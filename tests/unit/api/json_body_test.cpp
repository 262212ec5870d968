#include "server/api/json_body.hpp"

#include <functional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace contreseing::server::api {
namespace {

/// `field: message` of everything found wrong, and the status.
struct Verdict {
    int status = 200;
    std::vector<std::string> fields;
};

Verdict judge(std::string_view text, const std::function<void(JsonBody&)>& read) {
    Verdict verdict;
    try {
        JsonBody body(text);
        read(body);
        body.finish();
    } catch (const BodyError& error) {
        verdict.status = error.status();
        for (const auto& problem : error.problems()) {
            verdict.fields.push_back(problem.field);
            EXPECT_FALSE(problem.message.empty());
        }
    }
    return verdict;
}

using Names = std::vector<std::string>;

TEST(JsonBody, CollectsEveryFaultBeforeItAnswers) {
    const auto verdict = judge(
        R"({"title": 3, "email": "no", "count": -1, "when": "soon", "on": "yes", "extra": 1})",
        [](JsonBody& body) {
            auto& in = body.fields();
            (void)in.line("title");
            (void)in.email("email");
            (void)in.number("count");
            (void)in.instant("when");
            (void)in.flag("on", false);
            (void)in.paragraph("reason", Need::Required, 2000);
        }
    );
    EXPECT_EQ(verdict.status, 422);
    EXPECT_EQ(
        verdict.fields, (Names{"/title", "/email", "/count", "/when", "/on", "/reason", "/extra"})
    );
}

TEST(JsonBody, NamesAFieldInsideAListByItsPath) {
    std::vector<http::FieldProblem> problems;
    const nlohmann::json slot{{"rank", "first"}, {"colour", "red"}};
    JsonReader in(slot, "/slots/2", problems);
    (void)in.number("rank");
    in.finish();
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems.at(0).field, "/slots/2/rank");
    EXPECT_EQ(problems.at(1).field, "/slots/2/colour");
}

TEST(JsonBody, ReadsWhatIsRightWithoutAWord) {
    std::string title;
    const auto verdict = judge(
        R"({"title": "Adhésion", "lines": ["un", "deux"], "on": true, "n": 1000000})",
        [&title](JsonBody& body) {
            auto& in = body.fields();
            title = in.line("title");
            EXPECT_EQ(in.lines("lines", 2, 4), (Names{"un", "deux"}));
            EXPECT_TRUE(in.flag("on", false));
            EXPECT_EQ(in.number("n"), 1'000'000);
            EXPECT_EQ(in.number("absent", Need::Optional, 7), 7);
            EXPECT_FALSE(in.email("none", Need::Optional));
        }
    );
    EXPECT_EQ(verdict.status, 200);
    EXPECT_EQ(title, "Adhésion");
}

TEST(JsonBody, TakesAnEmptyTextForAnEmptyObjectAndNullOnlyWhereItMayBeSaid) {
    const auto optional = [](JsonBody& body) {
        EXPECT_EQ(body.fields().line("title", Need::Optional), "");
    };
    EXPECT_EQ(judge("", optional).status, 200);
    EXPECT_EQ(judge(R"({"title": null})", optional).fields, Names{"/title"});
    const auto nullable = [](JsonBody& body) {
        EXPECT_EQ(body.fields().line("title", Need::Nullable), "");
    };
    EXPECT_EQ(judge(R"({"title": null})", nullable).status, 200);
    const auto required = [](JsonBody& body) { (void)body.fields().line("title"); };
    EXPECT_EQ(judge("", required).fields, Names{"/title"});
    EXPECT_EQ(judge(R"({"title": null})", required).fields, Names{"/title"});
    EXPECT_EQ(judge(R"({"title": "  "})", required).fields, Names{"/title"});
}

TEST(JsonBody, RefusesTextThatIsNotOneJsonObject) {
    const auto nothing = [](JsonBody&) {};
    for (const std::string_view text :
         {"[]", "3", "\"text\"", "null", "{", "{} {}", "{\"a\":1,}", "{'a':1}", "{\"a\":NaN}"}) {
        EXPECT_EQ(judge(text, nothing).status, 400) << text;
    }
}

TEST(JsonBody, RefusesAKeyThatIsGivenTwice) {
    const auto verdict = judge(R"({"a": 1, "b": {"c": 1, "c": 2}})", [](JsonBody&) {});
    EXPECT_EQ(verdict.status, 400);
}

TEST(JsonBody, RefusesTextThatIsNotUtf8) {
    EXPECT_EQ(judge("{\"a\":\"\xff\"}", [](JsonBody&) {}).status, 400);
    EXPECT_EQ(judge("{\"a\":\"\xc0\xaf\"}", [](JsonBody&) {}).status, 400);
    EXPECT_EQ(judge(R"({"a":"\ud800"})", [](JsonBody&) {}).status, 400);
}

TEST(JsonBody, RefusesMoreThanSixtyFourLevels) {
    const auto nested = [](int depth) {
        const auto inner = static_cast<std::size_t>(depth - 1);
        return "{\"a\":" + std::string(inner, '[') + std::string(inner, ']') + "}";
    };
    const auto read = [](JsonBody& body) { (void)body.fields().raw("a"); };
    EXPECT_EQ(judge(nested(64), read).status, 200);
    EXPECT_EQ(judge(nested(65), read).status, 400);
    EXPECT_EQ(judge(nested(100'000), read).status, 400);
}

TEST(JsonBody, RefusesNumbersThatAreNotWholeOrTooLarge) {
    for (const std::string text :
         {"1.5",
          "-1",
          "1000001",
          "1e3",
          "9223372036854775808",
          "18446744073709551615",
          "99999999999999999999999",
          "\"1\"",
          "true",
          "[1]"}) {
        const auto verdict = judge("{\"n\":" + text + "}", [](JsonBody& body) {
            EXPECT_EQ(body.fields().number("n"), 0);
        });
        EXPECT_EQ(verdict.status, 422) << text;
    }
}

TEST(JsonBody, RefusesLinesWithLineBreaksOrTooLong) {
    const auto line = [](JsonBody& body) { (void)body.fields().line("t", Need::Required, 5); };
    EXPECT_EQ(judge(R"({"t":"abcde"})", line).status, 200);
    EXPECT_EQ(judge(R"({"t":"éééée"})", line).status, 200);
    EXPECT_EQ(judge(R"({"t":"abcdef"})", line).status, 422);
    EXPECT_EQ(judge(R"({"t":"a\nb"})", line).status, 422);
    EXPECT_EQ(judge(R"({"t":"a\u0000b"})", line).status, 422);
}

TEST(JsonBody, NamesTheElementOfAListThatIsWrong) {
    const auto lines = [](JsonBody& body) { (void)body.fields().lines("visas", 4, 1); };
    EXPECT_EQ(
        judge(R"({"visas":["a", 2, "c", "d\ne"]})", lines).fields, (Names{"/visas/1", "/visas/3"})
    );
    EXPECT_EQ(judge(R"({"visas":["ab"]})", lines).fields, Names{"/visas/0"});
    EXPECT_EQ(judge(R"({"visas":["a","a","a","a","a"]})", lines).fields, Names{"/visas"});
    EXPECT_EQ(judge(R"({"visas":"a"})", lines).fields, Names{"/visas"});
}

}  // namespace
}  // namespace contreseing::server::api
