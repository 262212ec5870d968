#include "server/http/error_map.hpp"

#include "server/http/error.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

ErrorMap::Outcome outcome_of(ErrorKind kind, const std::string& field = {}) {
    return ErrorMap().map(std::make_exception_ptr(Error(kind, "private context", field)));
}

TEST(ErrorMap, WritesAProblemWithItsFields) {
    Problem problem;
    problem.status = 422;
    problem.type = "urn:contreseing:refusal";
    problem.title = "T";
    problem.detail = "a \"b\"";
    problem.instance = "id";
    problem.errors = {{"x", "1"}, {"y", "2"}};
    EXPECT_EQ(
        to_json(problem),
        R"({"type":"urn:contreseing:refusal","title":"T","status":422,"detail":"a \"b\"","instance":"id",)"
        R"("errors":[{"field":"x","message":"1"},{"field":"y","message":"2"}]})"
    );
}

TEST(ErrorMap, GivesEveryStatusATitle) {
    for (int status = 400; status < 600; ++status) {
        Problem problem;
        problem.status = status;
        EXPECT_EQ(to_json(problem).find("\"title\":\"\""), std::string::npos) << status;
    }
}

TEST(ErrorMap, BlamesTheClientForItsFaultsOnly) {
    for (const ErrorKind kind :
         {ErrorKind::MalformedForm,
          ErrorKind::MalformedMultipart,
          ErrorKind::InvalidUtf8,
          ErrorKind::TooManyFields,
          ErrorKind::TooManyFiles,
          ErrorKind::FieldTooLarge,
          ErrorKind::UnsupportedMediaType}) {
        const auto outcome = outcome_of(kind, "nom");
        EXPECT_GE(outcome.problem.status, 400);
        EXPECT_LT(outcome.problem.status, 500);
        EXPECT_FALSE(outcome.problem.detail.empty());
        EXPECT_EQ(outcome.problem.errors.at(0).field, "nom");
        EXPECT_EQ(outcome.for_the_log, std::nullopt);
    }
    for (const ErrorKind kind :
         {ErrorKind::UnreadableUpload,
          ErrorKind::UnusableHeader,
          ErrorKind::UnsafeRedirect,
          ErrorKind::UnsafeFile,
          ErrorKind::ResponseTooLarge}) {
        const auto outcome = outcome_of(kind);
        EXPECT_EQ(outcome.problem.status, 500);
        EXPECT_EQ(outcome.for_the_log, "private context");
        EXPECT_EQ(to_json(outcome.problem).find("private"), std::string::npos);
    }
}

}  // namespace
}  // namespace contreseing::server::http
