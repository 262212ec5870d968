#include "mail/smtp_dialogue.hpp"

#include "text/safe.hpp"

#include <array>

#include <Poco/Net/SecureStreamSocket.h>

namespace contreseing::mail {
namespace {

constexpr std::size_t kLongestReply = 65'536;
constexpr std::size_t kLongestText = 500;

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return out;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string SmtpReply::text() const {
    std::string all = std::to_string(code);
    for (const std::string& line : lines) {
        all += ' ' + line;
    }
    return text::to_safe_line(all, kLongestText);
}

std::string SmtpDialogue::read_line(std::size_t& budget) {
    while (true) {
        const auto end = received_.find('\n');
        if (end != std::string::npos) {
            std::string line = received_.substr(0, end);
            received_.erase(0, end + 1);
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            return line;
        }
        std::array<char, 4096> buffer{};
        const int count = socket_.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
        if (count <= 0) {
            throw SmtpProtocolError("the server closed the connection");
        }
        const auto got = static_cast<std::size_t>(count);
        if (got > budget) {
            throw SmtpProtocolError("the server's reply does not end");
        }
        budget -= got;
        received_.append(buffer.data(), got);
    }
}

SmtpReply SmtpDialogue::read_reply() {
    std::size_t budget = kLongestReply;
    SmtpReply reply;
    while (true) {
        const std::string line = read_line(budget);
        const bool well_formed = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' &&
                                 is_digit(line[1]) && is_digit(line[2]) &&
                                 (line.size() == 3 || line[3] == ' ' || line[3] == '-');
        if (!well_formed) {
            throw SmtpProtocolError("the server does not speak SMTP");
        }
        reply.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        reply.lines.push_back(line.size() > 4 ? line.substr(4) : "");
        if (line.size() == 3 || line[3] == ' ') {
            return reply;
        }
    }
}

void SmtpDialogue::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, 65'536);
        const int sent = socket_.sendBytes(piece.data(), static_cast<int>(piece.size()));
        if (sent <= 0) {
            throw SmtpProtocolError("the server closed the connection");
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

SmtpReply SmtpDialogue::command(std::string_view line) {
    send(std::string(line) + "\r\n");
    return read_reply();
}

SmtpReply SmtpDialogue::content(std::string_view composed) {
    std::string stuffed;
    stuffed.reserve(composed.size() + 64);
    if (composed.starts_with('.')) {
        stuffed += '.';
    }
    for (auto dot = composed.find("\n."); dot != std::string_view::npos;
         dot = composed.find("\n.")) {
        stuffed += composed.substr(0, dot + 1);
        stuffed += '.';
        composed.remove_prefix(dot + 1);
    }
    stuffed += composed;
    stuffed += ".\r\n";
    send(stuffed);
    return read_reply();
}

void SmtpDialogue::start_tls(const std::string& host, const Poco::Net::Context::Ptr& context) {
    if (!received_.empty()) {
        throw SmtpProtocolError("the server spoke before TLS was up");
    }
    socket_ = Poco::Net::SecureStreamSocket::attach(socket_, host, context);
}

SmtpExtensions parse_extensions(const SmtpReply& ehlo) {
    SmtpExtensions extensions;
    for (const std::string& line : ehlo.lines) {
        const std::string keyword = upper(line) + ' ';
        if (keyword.starts_with("STARTTLS ")) {
            extensions.start_tls = true;
        } else if (keyword.starts_with("AUTH ")) {
            extensions.auth_plain = keyword.find(" PLAIN ") != std::string::npos;
            extensions.auth_login = keyword.find(" LOGIN ") != std::string::npos;
        }
    }
    return extensions;
}

}  // namespace contreseing::mail
