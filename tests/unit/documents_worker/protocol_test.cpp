#include "documents/worker/protocol.hpp"

#include "documents/worker/frame.hpp"

#include <gtest/gtest.h>

namespace contreseing::documents::worker {
namespace {

TEST(WorkerProtocol, ReadsBackTheRequestsItWrites) {
    const Request request{
        Operation::Ingest,
        {{1, 3, 56.693, 144.029, 311.811, 90.709, true}, {12, 4, 0, 0.5, 100, 20, false}},
        0,
        {}};
    EXPECT_EQ(parse_request(to_text(request)), request);
    EXPECT_EQ(parse_request(to_text(Request{})), Request{});
    const Request verification{
        Operation::Verify, {}, 1'773'306'000'000'000, "-----BEGIN CERTIFICATE-----\nAA==\n"};
    EXPECT_EQ(parse_request(to_text(verification)), verification);
}

TEST(WorkerProtocol, RefusesRequestsThatItDoesNotWrite) {
    for (const char* text :
         {"",
          "sign",
          "ingest\n1",
          "ingest\n1 2 3 4 5 6",
          "ingest\n1 2 3 4 5 6 x",
          "ingest\n1 2 3 4 5 6 1 7",
          "verify",
          "verify\nnow\nroot",
          "annex \n"}) {
        EXPECT_FALSE(parse_request(text)) << text;
    }
}

TEST(WorkerProtocol, ReadsBackTheComparisonsItAsksFor) {
    for (const auto& request : {ComparisonRequest{{1, 2, 2000}, false}, {{7}, true}}) {
        EXPECT_EQ(parse_comparison(to_text(request)), request);
    }
    for (const char* text : {"", "compare 1 x", "compare -1", "compare 1  2", "doubt 1"}) {
        EXPECT_FALSE(parse_comparison(text)) << text;
    }
}

TEST(WorkerProtocol, ReadsBackTheAnswersItWrites) {
    const Answer cleaned{7, std::nullopt, std::nullopt, ""};
    EXPECT_EQ(parse_answer(to_text(cleaned)), cleaned);
    for (const Verdict verdict :
         {Verdict::Accepted, Verdict::Incomplete, Verdict::Undecided, Verdict::Failed}) {
        const Answer judged{0, verdict, std::nullopt, ""};
        EXPECT_EQ(parse_answer(to_text(judged)), judged);
    }
    const Answer refused{0, std::nullopt, Failure::TooManyPages, "2001 pages"};
    EXPECT_EQ(parse_answer(to_text(refused)), refused);
    for (const auto& answer :
         {Answer{0, {}, Failure::WouldLose, "", {{"strikeout", 3, 2}, {"field", 4, 1}}},
          Answer{9, {}, {}, "", {{"attached_file", 0, 1}}, {2, 9}, true},
          Answer{9, {}, {}, "", {}, {1}}}) {
        EXPECT_EQ(parse_answer(to_text(answer)), answer) << to_text(answer);
    }
}

TEST(WorkerProtocol, BelievesNoAnswerThatHostileBytesCouldHaveForged) {
    for (const char* text :
         {"",
          "ok",
          "ok 0",
          "ok -1",
          "ok x",
          "ok 1 2",
          "error",
          "error unknown x",
          "error  x",
          "ok 1\nloss Field 1 1",
          "ok 1\nloss field -1 1",
          "ok 1\nloss field 1 0",
          "ok 1\ncompare 0",
          "ok 1\ncompare 1\nloss field 1 1",
          "ok 1\nmaybe 1",
          "maybe 1",
          "judged",
          "judged perhaps",
          "judged accepted 1"}) {
        EXPECT_FALSE(parse_answer(text)) << text;
    }
    const auto answer =
        parse_answer("error damaged line\r\tbreak\x1b[31m" + std::string(5000, 'x'));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->detail.substr(0, 17), "line??break?[31mx");
    EXPECT_EQ(answer->detail.size(), 200U);
}

TEST(WorkerProtocol, KeepsItsErrorCodes) {
    EXPECT_EQ(code(Failure::NotAPdf), "not_a_pdf");
    EXPECT_EQ(code(Failure::Damaged), "damaged");
    EXPECT_EQ(code(Failure::Encrypted), "encrypted");
    EXPECT_EQ(code(Failure::AlreadySigned), "already_signed");
    EXPECT_EQ(code(Failure::NoPages), "no_pages");
    EXPECT_EQ(code(Failure::TooManyPages), "too_many_pages");
    EXPECT_EQ(code(Failure::TooLarge), "too_large");
    EXPECT_EQ(code(Failure::ActiveContent), "active_content");
    EXPECT_EQ(code(Failure::Portfolio), "portfolio");
    EXPECT_EQ(code(Failure::XfaForm), "xfa_form");
    EXPECT_EQ(code(Failure::WouldLose), "would_lose");
    EXPECT_EQ(code(Failure::BadPlace), "bad_place");
    EXPECT_EQ(code(Failure::CannotBeSigned), "cannot_be_signed");
    EXPECT_EQ(code(Failure::WorkerCrashed), "worker_crashed");
    EXPECT_EQ(code(Failure::WorkerTimeout), "worker_timeout");
    EXPECT_EQ(code(Failure::WorkerBusy), "worker_busy");
}

TEST(Frame, WritesItsLengthBigEndian) {
    EXPECT_EQ(frame_head(0x01020304), (FrameHead{1, 2, 3, 4}));
    EXPECT_EQ(frame_length(frame_head(0xfffefdfc)), 0xfffefdfcU);
}

}  // namespace
}  // namespace contreseing::documents::worker
