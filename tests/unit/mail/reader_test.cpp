#include "mail/reader.hpp"

#include "mail/compose.hpp"
#include "tests/unit/mail/sample.hpp"

#include <string>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::mail {
namespace {

TEST(MailReader, ReadsOurOwnMessageBack) {
    Message message = sample_message();
    message.attachments.push_back({"a.pdf", "application/pdf", "%PDF"});
    const ReadableMail mail = read_mail("Return-Path: <x@y>\r\n" + compose(message));
    EXPECT_EQ(mail.from, "Campus Numérique <campus@campus.example>");
    EXPECT_EQ(mail.to, "Mme Anaïs Lefèvre <maire@ville.example>");
    EXPECT_EQ(mail.subject, message.subject);
    EXPECT_EQ(mail.message_id, message.message_id);
    EXPECT_EQ(mail.attachments, std::vector<std::string>{"application/pdf"});
    std::string text = mail.text;
    while (text.find('\r') != std::string::npos) {
        text.erase(text.find('\r'), 1);
    }
    EXPECT_EQ(text, message.text);
}

TEST(MailReader, UnfoldsAndFindsHeadersWithoutCase) {
    const auto message = read_parts("A: b\r\n\tc\r\nX-Y:z\r\n\r\nbody");
    const auto& headers = message.headers;
    EXPECT_EQ(find_header(headers, "a"), "b c");
    EXPECT_EQ(find_header(headers, "x-y"), "z");
    EXPECT_EQ(find_header(headers, "none"), "");
    ASSERT_EQ(message.leaves.size(), 1U);
    EXPECT_EQ(message.leaves[0].body, "body");
}

TEST(MailReader, IsNotMisledByABoundaryThatBeginsAlike) {
    const auto message = read_parts(
        "Content-Type: multipart/mixed; boundary=ab\r\n\r\n--ab\r\n\r\none\r\n--abc\r\n"
        "still one\r\n--ab--\r\nafter"
    );
    ASSERT_EQ(message.leaves.size(), 1U);
    EXPECT_NE(message.leaves[0].body.find("still one"), std::string::npos);
    EXPECT_EQ(message.leaves[0].body.find("after"), std::string::npos);
}

TEST(MailReader, SurvivesEveryPrefixOfAMessage) {
    Message message = sample_message();
    message.attachments.push_back({"a.pdf", "application/pdf", "%PDF"});
    const std::string raw = compose(message);
    for (std::size_t length = 0; length <= raw.size(); ++length) {
        (void)read_mail(std::string_view(raw).substr(0, length));
    }
}

TEST(MailReader, SurvivesEmptyAndOddInput) {
    for (const std::string& raw :
         {""s,
          "\0"s,
          "\n"s,
          ":"s,
          ": :\n\n"s,
          "Content-Type: multipart/mixed\n\n--\n--\n"s,
          "Content-Type: multipart/mixed; boundary=\n\n--\n"s,
          "Content-Type: multipart/mixed; boundary=\"\n\n--\n"s,
          "Content-Type:\n\nx"s,
          " folded first\n\nx"s}) {
        (void)read_mail(raw);
    }
}

TEST(MailReader, ReadsTheDatesThatWeWriteAndNoOthers) {
    Message message = sample_message();
    const ReadableMail mail = read_mail(compose(message));
    EXPECT_EQ(read_date(mail.date), message.date);
    for (const char* const other :
         {"",
          "hier",
          "Thu, 12 Mar 2026 09:00:00",
          "Thu, 12 Mar 2026 09:00:00 +0100",
          "Thu, 31 Feb 2026 09:00:00 +0000",
          "Thu, 12 Mar 2026 09:00:00 +0000 x"}) {
        EXPECT_EQ(read_date(other), std::nullopt) << other;
    }
}

}  // namespace
}  // namespace contreseing::mail
