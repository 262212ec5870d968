#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

// Private to smtp.cpp: one conversation with a mail server over Poco's sockets. Poco's own
// SMTPClientSession reads an endless reply for ever and speaks again in its destructor.

namespace contreseing::mail {

struct SmtpReply {
    int code = 0;
    std::vector<std::string> lines;  ///< without the code
    [[nodiscard]] int severity() const { return code / 100; }
    /// `250 2.1.5 Ok` as one harmless line.
    [[nodiscard]] std::string text() const;
};

/// The server broke the protocol; what it said is worth nothing.
class SmtpProtocolError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class SmtpDialogue {
public:
    explicit SmtpDialogue(const Poco::Net::StreamSocket& socket) : socket_(socket) {}

    /// One reply, of at most 64 kB. Throws SmtpProtocolError or a Poco::Exception.
    /// Source: RFC 5321 4.2.
    SmtpReply read_reply();
    /// Sends `line` and reads the reply.
    SmtpReply command(std::string_view line);
    /// Sends the content after a 354, dots doubled, and reads the verdict.
    /// Source: RFC 5321 4.5.2.
    SmtpReply content(std::string_view composed);
    void send(std::string_view bytes);

    /// Goes on over TLS with a verified `host`. Throws when the server already said more than
    /// its reply: that part was not protected (command injection, CVE-2011-0411).
    void start_tls(const std::string& host, const Poco::Net::Context::Ptr& context);

private:
    std::string read_line(std::size_t& budget);

    Poco::Net::StreamSocket socket_;
    std::string received_;
};

/// The extensions a server offers in answer to EHLO.
struct SmtpExtensions {
    bool start_tls = false;
    bool auth_plain = false;
    bool auth_login = false;
};
[[nodiscard]] SmtpExtensions parse_extensions(const SmtpReply& ehlo);

}  // namespace contreseing::mail
