#pragma once

#include "mail/sender.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace contreseing::mail {

struct SmtpConfig {
    enum class Tls {
        None,      ///< loopback and tests; no password is ever sent over it
        StartTls,  ///< port 25 or 587; a server that does not offer it is not used
        Implicit,  ///< port 465
    };
    std::string host;
    std::uint16_t port = 587;
    Tls tls = Tls::StartTls;
    std::string ca_file;  ///< PEM; empty: the system's authorities
    std::string user;     ///< empty: no AUTH
    std::string password;
    std::string helo_name;  ///< our host name as the server should see it
    std::chrono::milliseconds operation_timeout{15'000};  ///< each connect, read and write
    std::chrono::milliseconds total_deadline{60'000};     ///< the whole delivery
    int max_parallel = 4;  ///< deliveries at once, 1 to 64; further callers wait their turn
};

/// Delivers each message in a session of its own: one recipient, certificate and host name
/// verified, TLS 1.2 at least, never less than configured. Whatever the server does (stall,
/// endless reply), a delivery ends within `total_deadline`, except for name resolution, which is
/// bounded by the resolver's own settings, and the wait for one's turn.
///
/// A refusal counts as Permanent only when it is about the recipient (5xx to RCPT, DATA or the
/// content, whose enhanced status does not say otherwise: `is_about_mailbox`). A greeting, TLS,
/// password or sender (MAIL) refused, and what a policy, a server on the way or the size of the
/// mail is the reason of, is our own set-up's trouble, for whoever is written to: Temporary, with
/// the server's words. A connection lost after the content
/// was sent is Temporary: the mail may have left, the Message-ID tells it is the same.
/// Source: RFC 5321 4.2.1, 4.5.3.2; RFC 3207; RFC 4954.
class SmtpSender : public Sender {
public:
    /// Throws Error::BadConfiguration (unreadable CA file, password without TLS, bad host name…).
    explicit SmtpSender(SmtpConfig config);
    ~SmtpSender() override;
    SmtpSender(const SmtpSender&) = delete;
    SmtpSender& operator=(const SmtpSender&) = delete;

    DeliveryResult deliver(const Message& message) override;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace contreseing::mail
