#include "mail/enhanced_status.hpp"

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

TEST(MailEnhancedStatus, IsReadBehindTheCodeOfAReply) {
    EXPECT_EQ(status_of_reply("550 5.7.1 Relaying denied"), "5.7.1");
    EXPECT_EQ(status_of_reply("550-5.1.10 no such user"), "5.1.10");
    for (const auto* reply :
         {"550 no", "550", "", "5.7.1 no", "abc 5.7.1", "5500 5.7.1", "550  5.7.1"}) {
        EXPECT_EQ(status_of_reply(reply), "") << reply;
    }
}

TEST(MailEnhancedStatus, SaysWhetherTheMailboxIsToBlame) {
    for (const auto* status :
         {"",
          "5.0.0",
          "4.0.0",
          "5.1.0",
          "5.1.1",
          "5.1.10",
          "5.2.0",
          "5.2.1",
          "4.2.2",
          "5.4.4",
          "5.4.1"}) {
        EXPECT_TRUE(is_about_mailbox(status)) << status;
    }
    for (const auto* status :
         {"5.1.7",
          "5.1.8",
          "5.3.0",
          "5.3.4",
          "5.4.0",
          "4.4.1",
          "4.4.7",
          "5.5.4",
          "5.6.0",
          "5.7.0",
          "5.7.1",
          "5.7.26",
          "5.12.1",
          "5.20.1"}) {
        EXPECT_FALSE(is_about_mailbox(status)) << status;
    }
    EXPECT_TRUE(tells_why("5.7.1"));
    EXPECT_FALSE(tells_why("5.0.0"));
    EXPECT_FALSE(tells_why(""));
}

}  // namespace
}  // namespace contreseing::mail
