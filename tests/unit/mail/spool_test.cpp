#include "mail/spool.hpp"

#include "mail/compose.hpp"
#include "mail/error.hpp"
#include "tests/unit/mail/sample.hpp"

#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

class MailSpool : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("contreseing-spool-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    std::filesystem::path folder_;
};

TEST_F(MailSpool, WritesTheComposedMessageUnderItsMessageId) {
    SpoolSender sender(folder_);
    const auto result = sender.deliver(sample_message());
    EXPECT_EQ(result.outcome, DeliveryResult::Outcome::Delivered);
    ASSERT_EQ(files(), std::vector<std::string>{"c1.42.0@campus.example.eml"});
    std::ifstream in(folder_ / "c1.42.0@campus.example.eml", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(
        bytes, "Return-Path: <retours+a1b2c3@campus.example>\r\n" + compose(sample_message())
    );
}

TEST_F(MailSpool, ReplacesTheSameMessageWhenSeveralDeliverItAtOnce) {
    SpoolSender sender(folder_);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&sender] {
            for (int n = 0; n < 10; ++n) {
                EXPECT_EQ(
                    sender.deliver(sample_message()).outcome, DeliveryResult::Outcome::Delivered
                );
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(MailSpool, NeverLeavesItsFolder) {
    EXPECT_EQ(SpoolSender::file_name("<../../etc/x@y>").find('/'), std::string::npos);
    EXPECT_EQ(SpoolSender::file_name("<a/b@c>"), "a%2fb@c.eml");
}

TEST_F(MailSpool, ReportsAFolderThatIsGoneAsTemporary) {
    SpoolSender sender(folder_);
    std::filesystem::remove_all(folder_);
    EXPECT_EQ(sender.deliver(sample_message()).outcome, DeliveryResult::Outcome::Temporary);
}

TEST_F(MailSpool, WritesNothingForAnUnsafeMessage) {
    SpoolSender sender(folder_);
    Message message = sample_message();
    message.subject += "\r\nBcc: x@y";
    EXPECT_THROW((void)sender.deliver(message), Error);
    EXPECT_TRUE(files().empty());
}

}  // namespace
}  // namespace contreseing::mail
