#include "mail/address.hpp"

#include "mail/error.hpp"
#include "text/mailbox.hpp"
#include "text/safe.hpp"

#include <string>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::mail {
namespace {

TEST(MailAddress, AcceptsOrdinaryMailboxes) {
    for (const char* const address :
         {"a@b",
          "jean.dupont@ville.example",
          "o'neil+tag@sub.domain.example",
          "x_y-z@ac-lille.fr"}) {
        EXPECT_TRUE(text::is_mailbox(address)) << address;
    }
}

TEST(MailAddress, RefusesWhatCouldBecomeAnotherCommandOrHeader) {
    for (const std::string& address : {
             ""s,
             "nobody"s,
             "@b"s,
             "a@"s,
             "a@b@c"s,
             "a b@c"s,
             "a@b\r\nRCPT TO:<x@y>"s,
             "a\n@b"s,
             "a@b\0c"s,
             "<a@b>"s,
             "a@b>"s,
             "a,c@b"s,
             "a;c@b"s,
             "\"a b\"@c"s,
             "a@[127.0.0.1]"s,
             ".a@b"s,
             "a.@b"s,
             "a..b@c"s,
             "a@b..c"s,
             "a@-b"s,
             "a@b-"s,
             "é@b"s,
             "a@é"s,
             "a(c)@b"s,
             "a\\b@c"s,
             std::string(65, 'a') + "@b",
             "a@" + std::string(64, 'b'),
         }) {
        EXPECT_FALSE(text::is_mailbox(address)) << address;
        EXPECT_THROW(require_mailbox(address, "to"), Error);
    }
}

TEST(MailAddress, AcceptsLinesOfAnyScript) {
    for (const char* const line : {"", "Élodie", "משה 🙂", "محمد", "a\u200Fb"}) {
        EXPECT_TRUE(is_safe_line(line)) << line;
    }
}

TEST(MailAddress, RefusesLinesWithControlsOrBadUtf8) {
    for (const std::string& line : {
             "a\rb"s,
             "a\nb"s,
             "a\0b"s,
             "a\tb"s,
             "a\x7f"s,
             "a\xC2\x85"s,       // C1 next line
             "a\xE2\x80\xA8z"s,  // line separator
             "\xC3"s,
             "\xC0\x8A"s,          // over-long line feed
             "\xED\xA0\x80"s,      // surrogate
             "\xF4\x90\x80\x80"s,  // above U+10FFFF
             "\xFF"s,
         }) {
        EXPECT_FALSE(is_safe_line(line));
        EXPECT_THROW(require_line(line, "subject"), Error);
    }
}

TEST(MailAddress, KnowsSafeMessageIds) {
    EXPECT_TRUE(is_safe_message_id("<c1.018f.42.0@campus.example>"));
    for (const char* const id :
         {"", "<>", "c@d", "<c@d", "<c>", "<c d@e>", "<a@b@c>", "<a@b>\r\nBcc: x@y", "<@b>"}) {
        EXPECT_FALSE(is_safe_message_id(id)) << id;
    }
}

TEST(MailAddress, TurnsAnythingIntoOneHarmlessLine) {
    EXPECT_EQ(
        text::to_safe_line("550 no\r\n\tsuch \0user\xFF\u202Eevil"s, 100), "550 no such user?evil"
    );
    EXPECT_EQ(text::to_safe_line("ééé", 5), "éé");
}

}  // namespace
}  // namespace contreseing::mail
