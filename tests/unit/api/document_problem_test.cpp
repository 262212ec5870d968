#include "server/api/api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::api {
namespace {

using testing::HasSubstr;
using workflows::app::DocumentProblem;

/// What a page says to somebody who has signed is no answer to a program that sends a file.
TEST(DocumentProblem, SpeaksToProgramsAndNamesTheField) {
    const auto problem = problem_of(DocumentProblem{"already_signed", "secret", false}, "/file");
    EXPECT_EQ(problem.status, 422);
    EXPECT_EQ(problem.type, "urn:contreseing:document:already_signed");
    EXPECT_THAT(problem.detail, HasSubstr("file bears an electronic signature"));
    ASSERT_EQ(problem.errors.size(), 1U);
    EXPECT_EQ(problem.errors[0].field, "/file");
    EXPECT_THAT(problem.errors[0].message, HasSubstr("send the unsigned original"));
}

TEST(DocumentProblem, ListsWhatWouldBeLostAndHowToConfirmIt) {
    const auto problem = problem_of(
        DocumentProblem{
            "to_confirm", {}, false, {}, {{"comment", 3, 2}, {"attached_file", 0, 1}}, "c0ffee"},
        "/file"
    );
    ASSERT_EQ(problem.errors.size(), 3U);
    EXPECT_EQ(problem.errors[1].message, "page 3: comment (2)");
    EXPECT_EQ(problem.errors[2].message, "document: attached_file (1)");
    EXPECT_EQ(problem.confirmation, "c0ffee");
    EXPECT_THAT(http::to_json(problem), HasSubstr(R"("confirmation":"c0ffee")"));
}

TEST(DocumentProblem, OfATextNamesNoField) {
    const auto problem = problem_of(DocumentProblem{"typesetter_busy", {}, true}, "");
    EXPECT_EQ(problem.status, 503);
    EXPECT_TRUE(problem.errors.empty());
}

}  // namespace
}  // namespace contreseing::server::api
