#include "mail/smtp.hpp"

#include "mail/compose.hpp"
#include "mail/error.hpp"
#include "tests/integration/mail/script.hpp"
#include "tests/unit/mail/sample.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

using Outcome = DeliveryResult::Outcome;
using namespace std::chrono_literals;

std::string content_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// One misbehaving server and a configuration that fits it.
class Double {
public:
    explicit Double(const std::string& mode)
        : script_({"smtp_double.py", mode, (folder_.path() / "d").string()}) {}

    [[nodiscard]] SmtpConfig config(SmtpConfig::Tls tls = SmtpConfig::Tls::StartTls) const {
        SmtpConfig config;
        config.host = "localhost";
        config.port = static_cast<std::uint16_t>(std::stoi(script_.first_line()));
        config.tls = tls;
        config.ca_file = path("tls/ca.pem");
        config.helo_name = "campus.example";
        config.operation_timeout = 60s;
        config.total_deadline = 120s;
        return config;
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder_.path() / "d" / name).string();
    }

private:
    Folder folder_;
    Script script_;
};

DeliveryResult deliver(const SmtpConfig& config, const Message& message = sample_message()) {
    return SmtpSender(config).deliver(message);
}

TEST(MailSmtp, SendsTheComposedBytesToOneRecipient) {
    const Double server("plain");
    const auto result = deliver(server.config(SmtpConfig::Tls::None));
    EXPECT_EQ(result.outcome, Outcome::Delivered);
    EXPECT_EQ(result.code, 250);
    EXPECT_EQ(result.text, "250 2.0.0 taken as 42");
    EXPECT_EQ(
        content_of(server.path("envelopes")),
        "MAIL FROM:<retours+a1b2c3@campus.example> | RCPT TO:<maire@ville.example>\n"
    );
    std::string expected = compose(sample_message());
    expected.replace(expected.find("\r\n.\r\n"), 5, "\r\n..\r\n");  // RFC 5321 4.5.2
    EXPECT_EQ(content_of(server.path("content")), expected);
}

TEST(MailSmtp, SpeaksTlsFromTheStart) {
    const Double server("implicit");
    EXPECT_EQ(deliver(server.config(SmtpConfig::Tls::Implicit)).outcome, Outcome::Delivered);
}

TEST(MailSmtp, ProvesItselfByPlainAndByLogin) {
    for (const char* const mode : {"auth-plain", "auth-login"}) {
        const Double server(mode);
        auto config = server.config();
        config.user = "campus";
        config.password = "s3cret é";
        EXPECT_EQ(deliver(config).outcome, Outcome::Delivered) << mode;
        config.password = "wrong";
        const auto result = deliver(config);
        EXPECT_EQ(result.outcome, Outcome::Temporary) << "our set-up, not the recipient";
        EXPECT_EQ(result.code, 535);
        EXPECT_EQ(result.text.find("wrong\r"), std::string::npos);
        config.user.clear();
        EXPECT_EQ(deliver(config).outcome, Outcome::Temporary);
        EXPECT_EQ(deliver(config).code, 530);
    }
}

TEST(MailSmtp, RefusesAServerWithoutTheMeansToProveItself) {
    const Double server("starttls");
    auto config = server.config();
    config.user = "campus";
    config.password = "x";
    EXPECT_EQ(deliver(config).outcome, Outcome::Temporary);
    EXPECT_FALSE(std::filesystem::exists(server.path("envelopes")));
}

TEST(MailSmtp, DoesNotGoOnWithoutTls) {
    const Double server("no-starttls");
    const auto result = deliver(server.config());
    EXPECT_EQ(result.outcome, Outcome::Temporary);
    EXPECT_NE(result.text.find("STARTTLS"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(server.path("envelopes")));
}

TEST(MailSmtp, RefusesWhatWasSaidBeforeTls) {
    const Double server("inject");
    EXPECT_EQ(deliver(server.config()).outcome, Outcome::Temporary);
    EXPECT_FALSE(std::filesystem::exists(server.path("envelopes")));
}

TEST(MailSmtp, RefusesTlsBelow12) {
    const Double server("old-tls");
    EXPECT_EQ(deliver(server.config()).outcome, Outcome::Temporary);
    EXPECT_FALSE(std::filesystem::exists(server.path("envelopes")));
}

TEST(MailSmtp, RefusesAnotherHostNameAndAnotherAuthority) {
    const Double server("starttls");
    EXPECT_EQ(deliver(server.config()).outcome, Outcome::Delivered);
    auto by_address = server.config();
    by_address.host = "127.0.0.1";
    EXPECT_EQ(deliver(by_address).outcome, Outcome::Temporary);
    const Double other("starttls");
    auto stranger = server.config();
    stranger.ca_file = other.path("tls/ca.pem");
    EXPECT_EQ(deliver(stranger).outcome, Outcome::Temporary);
    auto system = server.config();
    system.ca_file.clear();
    EXPECT_EQ(deliver(system).outcome, Outcome::Temporary);
    const std::string envelopes = content_of(server.path("envelopes"));
    EXPECT_EQ(std::count(envelopes.begin(), envelopes.end(), '\n'), 1);
}

TEST(MailSmtp, DoesNotTakeASenderThatIsRefusedForTheFaultOfTheAddress) {
    const Double sender("no-mail 550 5.7.1 refused by policy");
    const auto ours = deliver(sender.config());
    EXPECT_EQ(ours.outcome, Outcome::Temporary) << "our set-up: it would be so for everybody";
    EXPECT_EQ(ours.code, 550);
    EXPECT_EQ(ours.text, "MAIL FROM: 550 5.7.1 refused by policy");
    const Double recipient("no-rcpt 550 <maire@ville.example> unknown");
    EXPECT_EQ(deliver(recipient.config()).outcome, Outcome::Permanent);
}

TEST(MailSmtp, TakesOnlyWhatIsAboutTheMailboxForTheFaultOfTheAddress) {
    for (const auto& [mode, outcome] :
         {std::pair{"no-rcpt 550 5.1.1 unknown", Outcome::Permanent},
          {"no-rcpt 550 5.2.1 disabled", Outcome::Permanent},
          {"no-content 550 5.1.1 unknown", Outcome::Permanent},
          {"no-rcpt 550 5.7.1 relaying denied", Outcome::Temporary},
          {"no-rcpt 550 5.4.7 delivery time expired", Outcome::Temporary},
          {"no-content 552 5.3.4 message too big", Outcome::Temporary},
          {"no-content 554 5.7.1 looks like spam", Outcome::Temporary}}) {
        const Double server(mode);
        const auto result = deliver(server.config());
        EXPECT_EQ(result.outcome, outcome) << mode;
        const std::string_view reply =
            std::string_view(mode).substr(std::string_view(mode).find(' '));
        EXPECT_TRUE(std::string_view(result.text).ends_with(reply)) << result.text;
    }
}

TEST(MailSmtp, CallsAServerThatIsClosedOrGoneTemporary) {
    for (const auto& [mode, code] :
         {std::pair{"closed", 554}, std::pair{"busy", 421}, std::pair{"http", 0}}) {
        const Double server(mode);
        const auto result = deliver(server.config());
        EXPECT_EQ(result.outcome, Outcome::Temporary) << mode;
        EXPECT_EQ(result.code, code) << mode;
    }
    SmtpConfig nobody;
    nobody.host = "localhost";
    nobody.helo_name = "campus.example";
    nobody.port = 1;
    nobody.tls = SmtpConfig::Tls::None;
    EXPECT_EQ(deliver(nobody).outcome, Outcome::Temporary);
}

TEST(MailSmtp, CallsContentThatIsRefusedForNowTemporary) {
    const Double server("no-content 452 4.2.2 no room");
    const auto result = deliver(server.config());
    EXPECT_EQ(result.outcome, Outcome::Temporary);
    EXPECT_EQ(result.code, 452);
    EXPECT_NE(result.text.find("no room"), std::string::npos);
}

TEST(MailSmtp, CallsALostVerdictTemporary) {
    const Double server("drop-content");
    EXPECT_EQ(deliver(server.config()).outcome, Outcome::Temporary);
}

TEST(MailSmtp, SurvivesAServerThatHangsUpInTheMiddleOfTheContent) {
    const Double server("hang-up");
    Message big = sample_message();
    big.attachments.push_back({"a.pdf", "application/pdf", std::string(12U << 20U, 'x')});
    for (const auto tls : {SmtpConfig::Tls::StartTls, SmtpConfig::Tls::None}) {
        EXPECT_EQ(deliver(server.config(tls), big).outcome, Outcome::Temporary);
    }
}

TEST(MailSmtp, EndsWithinItsDeadlineWhateverTheServerDoes) {
    Message big = sample_message();
    big.attachments.push_back({"a.pdf", "application/pdf", std::string(12U << 20U, 'x')});
    for (const char* const mode :
         {"stall", "endless-banner", "endless-line", "drip", "stall-content", "deaf"}) {
        const Double server(mode);
        const bool tls = std::string(mode) == "deaf";
        auto config = server.config(tls ? SmtpConfig::Tls::StartTls : SmtpConfig::Tls::None);
        config.operation_timeout = 10min;  // only the deadline can end it
        config.total_deadline = 500ms;
        const auto begin = std::chrono::steady_clock::now();
        const auto result = SmtpSender(config).deliver(tls ? big : sample_message());
        EXPECT_EQ(result.outcome, Outcome::Temporary) << mode;
        EXPECT_FALSE(result.text.empty());
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 60s) << mode;
    }
}

TEST(MailSmtp, ServesManyCallersAtOnceWithinItsBound) {
    const Double server("starttls");
    auto config = server.config();
    config.max_parallel = 3;
    SmtpSender sender(config);
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i) {
        threads.emplace_back([&sender] {
            EXPECT_EQ(sender.deliver(sample_message()).outcome, Outcome::Delivered);
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const std::string envelopes = content_of(server.path("envelopes"));
    EXPECT_EQ(std::count(envelopes.begin(), envelopes.end(), '\n'), 12);
}

TEST(MailSmtp, SendsNothingOfAnUnsafeMessage) {
    const Double server("plain");
    Message message = sample_message();
    message.to.address = "a@b>\r\nRCPT TO:<x@evil.example";
    EXPECT_THROW((void)deliver(server.config(SmtpConfig::Tls::None), message), Error);
    EXPECT_FALSE(std::filesystem::exists(server.path("envelopes")));
}

TEST(MailSmtp, RefusesAConfigurationThatCannotBeSafe) {
    SmtpConfig good;
    good.host = "localhost";
    good.helo_name = "campus.example";
    EXPECT_NO_THROW(SmtpSender{good});
    const auto expect_refused = [&good](auto change) {
        SmtpConfig bad = good;
        change(bad);
        try {
            const SmtpSender sender(bad);
            ADD_FAILURE() << "accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Error::Code::BadConfiguration);
            EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos);
        }
    };
    expect_refused([](SmtpConfig& c) {
        c.tls = SmtpConfig::Tls::None;
        c.user = "u";
        c.password = "hunter2";
    });
    expect_refused([](SmtpConfig& c) { c.helo_name = "x\r\nMAIL FROM:<>"; });
    expect_refused([](SmtpConfig& c) { c.host = ""; });
    expect_refused([](SmtpConfig& c) { c.ca_file = "/nonexistent/ca.pem"; });
    expect_refused([](SmtpConfig& c) { c.max_parallel = 0; });
    expect_refused([](SmtpConfig& c) { c.total_deadline = 0ms; });
    expect_refused([](SmtpConfig& c) { c.port = 0; });
}

}  // namespace
}  // namespace contreseing::mail
