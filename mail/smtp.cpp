#include "mail/smtp.hpp"

#include "mail/compose.hpp"
#include "mail/encoding.hpp"
#include "mail/enhanced_status.hpp"
#include "mail/error.hpp"
#include "mail/smtp_dialogue.hpp"
#include "text/safe.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <semaphore>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

namespace contreseing::mail {
namespace {

using Clock = std::chrono::steady_clock;
using Outcome = DeliveryResult::Outcome;

constexpr int kMostParallel = 64;

/// Shuts a connection down when its time is over, whatever its owner is waiting for. It holds a
/// descriptor of its own, so that it can never hit a socket that was opened since. (OpenSSL then
/// writes to a closed pipe; Poco's start-up code has SIGPIPE blocked in every thread.)
class Watchdog {
public:
    Watchdog(int socket, Clock::time_point deadline)
        : socket_(::dup(socket)), thread_([this, deadline] { watch(deadline); }) {}
    ~Watchdog() {
        {
            const std::lock_guard lock(mutex_);
            done_ = true;
        }
        changed_.notify_one();
        thread_.join();
        if (socket_ >= 0) {
            ::close(socket_);
        }
    }
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    void watch(Clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_until(lock, deadline, [this] { return done_; }) && socket_ >= 0) {
            ::shutdown(socket_, SHUT_RDWR);
        }
    }

    int socket_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
    std::thread thread_;  // last: it uses all the others
};

class Turn {
public:
    explicit Turn(std::counting_semaphore<kMostParallel>& gate) : gate_(gate) { gate_.acquire(); }
    ~Turn() { gate_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    std::counting_semaphore<kMostParallel>& gate_;
};

Poco::Timespan to_timespan(std::chrono::milliseconds duration) {
    return Poco::Timespan(std::chrono::microseconds(duration).count());
}

DeliveryResult refused(std::string_view stage, const SmtpReply& reply, Outcome outcome) {
    return {outcome, reply.code, std::string(stage) + ": " + reply.text()};
}

/// A refusal of this mail. 530 asks for TLS or a password: our set-up, not the mail.
DeliveryResult refused_mail(std::string_view stage, const SmtpReply& reply) {
    const auto status = reply.lines.empty() ? "" : enhanced_status(reply.lines.front());
    const bool permanent = reply.severity() == 5 && reply.code != 530 && is_about_mailbox(status);
    return refused(stage, reply, permanent ? Outcome::Permanent : Outcome::Temporary);
}

DeliveryResult failed(std::string_view what) {
    return {Outcome::Temporary, 0, text::to_safe_line(what, 500)};
}

/// Opens the conversation up to the point where mail can be handed over; a result means that it
/// went no further.
std::optional<DeliveryResult> greet(
    SmtpDialogue& dialogue, const SmtpConfig& config, const Poco::Net::Context::Ptr& context
) {
    if (config.tls == SmtpConfig::Tls::Implicit) {
        dialogue.start_tls(config.host, context);
    }
    if (const auto banner = dialogue.read_reply(); banner.code != 220) {
        return refused("greeting", banner, Outcome::Temporary);
    }
    const std::string ehlo = "EHLO " + config.helo_name;
    auto hello = dialogue.command(ehlo);
    if (hello.code == 250 && config.tls == SmtpConfig::Tls::StartTls) {
        if (!parse_extensions(hello).start_tls) {
            return failed("the server offers no STARTTLS, and less is not accepted");
        }
        if (const auto ready = dialogue.command("STARTTLS"); ready.code != 220) {
            return refused("STARTTLS", ready, Outcome::Temporary);
        }
        dialogue.start_tls(config.host, context);
        hello = dialogue.command(ehlo);
    }
    if (hello.code != 250) {
        return refused("EHLO", hello, Outcome::Temporary);
    }
    if (config.user.empty()) {
        return std::nullopt;
    }
    const SmtpExtensions offered = parse_extensions(hello);
    SmtpReply verdict;
    if (offered.auth_plain) {
        const std::string identity = std::string(1, '\0') + config.user + '\0' + config.password;
        verdict = dialogue.command("AUTH PLAIN " + base64(identity));
    } else if (offered.auth_login) {
        verdict = dialogue.command("AUTH LOGIN");
        for (const std::string& answer : {config.user, config.password}) {
            if (verdict.code == 334) {
                verdict = dialogue.command(base64(answer));
            }
        }
    } else {
        return failed("the server offers neither AUTH PLAIN nor AUTH LOGIN");
    }
    if (verdict.code != 235) {
        return refused("AUTH", verdict, Outcome::Temporary);
    }
    return std::nullopt;
}

/// A farewell; the mail is the server's by now, so that nothing here can matter.
void say_goodbye(SmtpDialogue& dialogue) {
    try {
        dialogue.send("QUIT\r\n");
    } catch (const std::exception&) {
        return;
    }
}

DeliveryResult hand_over(
    SmtpDialogue& dialogue, const Message& message, const std::string& composed
) {
    const auto from = dialogue.command("MAIL FROM:<" + message.return_path + '>');
    if (from.code != 250) {
        return refused("MAIL FROM", from, Outcome::Temporary);
    }
    const auto to = dialogue.command("RCPT TO:<" + message.to.address + '>');
    if (to.code != 250 && to.code != 251) {
        return refused_mail("RCPT TO", to);
    }
    const auto go = dialogue.command("DATA");
    if (go.code != 354) {
        return refused_mail("DATA", go);
    }
    const auto verdict = dialogue.content(composed);
    if (verdict.code != 250) {
        return refused_mail("content", verdict);
    }
    say_goodbye(dialogue);
    return {Outcome::Delivered, verdict.code, verdict.text()};
}

void require(bool condition, const char* what) {
    if (!condition) {
        throw Error(Error::Code::BadConfiguration, std::string("smtp: ") + what);
    }
}

bool is_host_name(std::string_view text) {
    return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
}

void check(const SmtpConfig& config) {
    require(is_host_name(config.host), "host is not a host name");
    require(is_host_name(config.helo_name), "helo_name is not a host name");
    require(config.port != 0, "port is missing");
    require(
        config.max_parallel >= 1 && config.max_parallel <= kMostParallel,
        "max_parallel is not between 1 and 64"
    );
    require(
        config.operation_timeout.count() > 0 && config.total_deadline.count() > 0,
        "a time-out is not positive"
    );
    require(config.user.empty() || config.tls != SmtpConfig::Tls::None, "no password without TLS");
    require(
        config.user.find('\0') == std::string::npos &&
            config.password.find('\0') == std::string::npos,
        "NUL in user or password"
    );
}

Poco::Net::Context::Ptr make_context(const SmtpConfig& config) {
    if (config.tls == SmtpConfig::Tls::None) {
        return {};
    }
    Poco::Net::initializeSSL();
    Poco::Net::Context::Params params;
    params.verificationMode = Poco::Net::Context::VERIFY_STRICT;
    params.caLocation = config.ca_file;
    params.loadDefaultCAs = config.ca_file.empty();
    params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4";
    try {
        Poco::Net::Context::Ptr context =
            new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params);
        context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
        context->enableSessionCache(false);
        return context;
    } catch (const Poco::Exception& error) {
        throw Error(Error::Code::BadConfiguration, "smtp: CA file: " + error.displayText());
    }
}

}  // namespace

struct SmtpSender::Parts {
    SmtpConfig config;
    Poco::Net::Context::Ptr context;
    std::counting_semaphore<kMostParallel> gate;

    DeliveryResult deliver_once(const Message& message, const std::string& composed) const;
};

DeliveryResult SmtpSender::Parts::deliver_once(const Message& message, const std::string& composed)
    const {
    const auto deadline = Clock::now() + config.total_deadline;
    Poco::Net::StreamSocket socket;
    socket.connect(
        Poco::Net::SocketAddress(config.host, config.port),
        to_timespan(std::min(config.operation_timeout, config.total_deadline))
    );
    socket.setReceiveTimeout(to_timespan(config.operation_timeout));
    socket.setSendTimeout(to_timespan(config.operation_timeout));
    const Watchdog watchdog(socket.impl()->sockfd(), deadline);
    try {
        SmtpDialogue dialogue(socket);
        if (auto refusal = greet(dialogue, config, context)) {
            return *refusal;
        }
        return hand_over(dialogue, message, composed);
    } catch (const std::exception&) {
        if (Clock::now() >= deadline) {
            return failed("the delivery took longer than its total deadline");
        }
        throw;
    }
}

SmtpSender::SmtpSender(SmtpConfig config) {
    check(config);
    auto context = make_context(config);
    const int places = config.max_parallel;
    parts_.reset(new Parts{
        std::move(config), context, std::counting_semaphore<kMostParallel>(places)});
}

SmtpSender::~SmtpSender() = default;

DeliveryResult SmtpSender::deliver(const Message& message) {
    const std::string composed = compose(message);
    const Turn turn(parts_->gate);
    try {
        return parts_->deliver_once(message, composed);
    } catch (const Poco::Exception& error) {
        return failed(error.displayText());
    } catch (const SmtpProtocolError& error) {
        return failed(error.what());
    } catch (const std::system_error& error) {
        return failed(error.what());
    }
}

}  // namespace contreseing::mail
