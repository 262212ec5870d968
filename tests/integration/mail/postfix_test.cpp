#include "mail/catalogue.hpp"
#include "mail/intake.hpp"
#include "mail/reader.hpp"
#include "mail/smtp.hpp"
#include "tests/integration/mail/script.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/unit/mail/sample.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

using Outcome = DeliveryResult::Outcome;
using namespace std::chrono_literals;

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

/// A real Postfix, started once for all tests below.
class MailPostfix : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<Folder>();
        port_ = free_port();
        const Script start({"postfix.py", "start", root().string(), std::to_string(port_)});
        why_not_ = start.first_line() == "ready" ? "" : "no Postfix: " + start.first_line();
    }
    static void TearDownTestSuite() {
        if (why_not_.empty()) {
            const Script stop({"postfix.py", "stop", root().string()});
        }
        folder_.reset();
    }
    void SetUp() override {
        if (why_not_.starts_with("no Postfix: skip")) {
            GTEST_SKIP() << why_not_;
        }
        ASSERT_EQ(why_not_, "");
    }

    static std::filesystem::path root() { return folder_->path() / "postfix"; }

    static SmtpConfig config() {
        SmtpConfig config;
        config.host = "localhost";
        config.port = port_;
        config.ca_file = root() / "tls" / "ca.pem";
        config.helo_name = "campus.example";
        config.total_deadline = 60s;
        return config;
    }
    static Message to(const std::string& address) {
        Message message = sample_message();
        message.to.address = address;
        return message;
    }
    /// Mails in the Maildir that fit, once there are `wanted` of them.
    template <typename Fits>
    static std::vector<std::string> received_where(std::size_t wanted, Fits fits) {
        const auto maildir = root() / "maildir" / "test.example" / "new";
        std::vector<std::string> mails;
        for (int tries = 0; tries < 1200 && mails.size() < wanted; ++tries) {
            std::this_thread::sleep_for(50ms);
            mails.clear();
            std::error_code none_yet;
            for (const auto& entry : std::filesystem::directory_iterator(maildir, none_yet)) {
                std::ifstream in(entry.path(), std::ios::binary);
                std::string raw{std::istreambuf_iterator<char>(in), {}};
                if (fits(raw)) {
                    mails.push_back(std::move(raw));
                }
            }
        }
        return mails;
    }
    static std::vector<std::string> received(const std::string& id, std::size_t wanted) {
        return received_where(wanted, [&id](const std::string& raw) {
            return read_mail(raw).message_id == id;
        });
    }

private:
    static inline std::unique_ptr<Folder> folder_;
    static inline std::uint16_t port_ = 0;
    static inline std::string why_not_;
};

TEST_F(MailPostfix, DeliversOverVerifiedTls) {
    Message message = to("maire@test.example");
    message.message_id = "<postfix.1@campus.example>";
    const auto result = SmtpSender(config()).deliver(message);
    ASSERT_EQ(result.outcome, Outcome::Delivered) << result.text;
    EXPECT_TRUE(result.text.starts_with("250 2.0.0 Ok: queued as ")) << result.text;

    const auto mails = received(message.message_id, 1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_NE(mails[0].find("Return-Path: <retours+a1b2c3@campus.example>"), std::string::npos);
    EXPECT_NE(mails[0].find("Delivered-To: maire@test.example"), std::string::npos);
    const ReadableMail mail = read_mail(mails[0]);
    EXPECT_EQ(mail.subject, message.subject);
    EXPECT_EQ(mail.text, message.text);
    EXPECT_EQ(mail.html, message.html);

    std::ifstream log(root() / "log" / "postfix.log");
    const std::string lines{std::istreambuf_iterator<char>(log), {}};
    EXPECT_NE(lines.find("TLS connection established"), std::string::npos);
}

TEST_F(MailPostfix, CarriesEveryTemplateByteForByte) {
    const Catalogue catalogue(CONTRESEING_SOURCE_DIR "/mail/templates");
    const Model model{
        {"recipient_name", "Mme Anaïs Lefèvre 🙂"},
        {"campus_name", "Campus"},
        {"act_title", "Convention d’adhésion"},
        {"act_reference", "ADH-2026-001"},
        {"office", "Maire"},
        {"organisation", "Commune d’Exemple"},
        {"contact_name", "Direction"},
        {"contact_email", "direction@campus.example"},
        {"contact_phone", ""},
        {"link", "https://campus.example/s/" + std::string(150, 'k')},
        {"deadline", "12 mars 2026 à 18 h"},
    };
    const Rendered rendered = catalogue.render("new_link", 1, "fr", model);
    Message message = to("maire@test.example");
    message.message_id = "<postfix.2@campus.example>";
    message.subject = rendered.subject;
    message.text = rendered.text;
    message.html = rendered.html;
    message.attachments.push_back({"é.pdf", "application/pdf", std::string(300'000, '\xE9')});
    ASSERT_EQ(SmtpSender(config()).deliver(message).outcome, Outcome::Delivered);
    const auto mails = received(message.message_id, 1);
    ASSERT_EQ(mails.size(), 1U);
    const ReadableMail mail = read_mail(mails[0]);
    EXPECT_EQ(mail.subject, rendered.subject);
    EXPECT_EQ(mail.text, rendered.text);
    for (const Leaf& leaf : read_parts(mails[0]).leaves) {
        if (leaf.type == "application/pdf") {
            EXPECT_EQ(leaf.body, message.attachments[0].bytes);
        }
    }
}

TEST_F(MailPostfix, TellsPermanentAndTemporaryRefusalsApart) {
    SmtpSender sender(config());
    const auto later = sender.deliver(to("later@test.example"));
    EXPECT_EQ(later.outcome, Outcome::Temporary);
    EXPECT_EQ(later.code, 450);
    const auto never = sender.deliver(to("never@test.example"));
    EXPECT_EQ(never.outcome, Outcome::Permanent);
    EXPECT_EQ(never.code, 550);
    EXPECT_NE(never.text.find("no such person"), std::string::npos);
    const auto elsewhere = sender.deliver(to("maire@elsewhere.example"));
    EXPECT_EQ(elsewhere.outcome, Outcome::Temporary) << "5.7.1: it does not relay for us";
    EXPECT_EQ(elsewhere.code, 554);

    Message content = to("maire@test.example");
    content.subject = "REFUSED";
    EXPECT_EQ(sender.deliver(content).outcome, Outcome::Temporary) << "5.7.1: no fault of maire";
}

TEST_F(MailPostfix, IsRefusedByUsUnderAnotherNameOrAuthority) {
    auto by_address = config();
    by_address.host = "127.0.0.1";
    EXPECT_EQ(SmtpSender(by_address).deliver(to("a@test.example")).outcome, Outcome::Temporary);
    auto system = config();
    system.ca_file.clear();
    EXPECT_EQ(SmtpSender(system).deliver(to("a@test.example")).outcome, Outcome::Temporary);
}

TEST_F(MailPostfix, SendsABounceThatIsUnderstood) {
    Message message = to("gone@test.example");
    message.return_path = "retours+tok-7@test.example";
    ASSERT_EQ(SmtpSender(config()).deliver(message).outcome, Outcome::Delivered);
    const auto bounces = received_where(1, [](const std::string& raw) {
        return raw.find("Delivered-To: retours+tok-7@test.example") != std::string::npos;
    });
    ASSERT_EQ(bounces.size(), 1U);
    const auto incoming = read_incoming(bounces[0], {"retours@test.example", ""});
    EXPECT_EQ(incoming.kind, Incoming::Kind::BouncePermanent);
    EXPECT_EQ(incoming.status, "5.1.6");
    EXPECT_EQ(incoming.token, "tok-7");
    EXPECT_NE(incoming.detail.find("mailbox has moved"), std::string::npos) << incoming.detail;
}

TEST_F(MailPostfix, TakesManyAtOnce) {
    auto several = config();
    several.max_parallel = 4;
    SmtpSender sender(several);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&sender, i] {
            for (int n = 0; n < 5; ++n) {
                Message message = to("m" + std::to_string(i) + "@test.example");
                message.message_id = "<postfix.many@campus.example>";
                EXPECT_EQ(sender.deliver(message).outcome, Outcome::Delivered);
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(received("<postfix.many@campus.example>", 20).size(), 20U);
}

}  // namespace
}  // namespace contreseing::mail
