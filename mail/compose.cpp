#include "mail/compose.hpp"

#include "mail/encoding.hpp"
#include "mail/error.hpp"
#include "text/characters.hpp"
#include "text/encodings.hpp"
#include "text/file_name.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace contreseing::mail {
namespace {

constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string date_text(std::chrono::sys_seconds instant) {
    const auto midnight = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day day(midnight);
    const std::chrono::hh_mm_ss time(instant - midnight);
    std::array<char, 64> out{};
    const int length = std::snprintf(
        out.data(),
        out.size(),
        "%s, %02u %s %04d %02d:%02d:%02d +0000",
        kDays[std::chrono::weekday(midnight).c_encoding()],
        static_cast<unsigned>(day.day()),
        kMonths[static_cast<unsigned>(day.month()) - 1],
        static_cast<int>(day.year()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count())
    );
    return {out.data(), static_cast<std::size_t>(length)};
}

/// Letters, digits and blanks need no quotes in a display name; anything else is quoted when
/// ASCII and an encoded word otherwise.
std::string display_name(const std::string& name) {
    const std::string words = encode_words(name);
    const bool encoded = words != name;
    const bool atoms = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == ' ' || c == '-';
    });
    if (encoded || atoms) {
        return words;
    }
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

std::string mailbox_header(std::string_view header, const Mailbox& mailbox) {
    const std::string value = mailbox.name.empty()
                                  ? mailbox.address
                                  : display_name(mailbox.name) + " <" + mailbox.address + '>';
    return fold_header(header, value);
}

void check_mailbox(const Mailbox& mailbox, std::string_view field) {
    require_mailbox(mailbox.address, field);
    require_line(mailbox.name, field);
}

void check_body(std::string_view body, std::string_view field) {
    for (std::size_t at = 0; at < body.size();) {
        const auto scalar = text::next_scalar(body, at);
        const bool blank = scalar == U'\n' || scalar == U'\t';
        if (!scalar || text::is_line_separator(*scalar) || (text::is_control(*scalar) && !blank)) {
            throw Error(
                Error::Code::UnsafeText, std::string(field) + " holds a control or bad character"
            );
        }
    }
}

bool is_media_type(std::string_view text) {
    const auto slash = text.find('/');
    return slash != 0 && slash != std::string_view::npos && slash + 1 < text.size() &&
           text.find('/', slash + 1) == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      std::string_view("/.+-").find(c) != std::string_view::npos;
           });
}

/// Cannot occur in the parts: `=_` is neither quoted-printable nor base64.  Source: RFC 2045 6.7.
std::string boundary(const std::string& message_id, char which) {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a: spreads, protects nothing
    for (const char c : message_id) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(hash));
    return std::string("=_") + which + '_' + hex.data();
}

/// A file name in numbered pieces, so that 200 characters of any script fit in short lines, then
/// in ASCII for programs that know no pieces. In that order: Python's reader takes the first.
/// Source: RFC 2231 3 and 4; RFC 2183 2.3.
std::string disposition(const std::string& file_name, const std::string& ascii_name) {
    constexpr std::size_t kPiece = 54;
    const std::string encoded = ascii_name == file_name ? "" : text::percent_encode(file_name);
    std::string value = "attachment;";
    std::size_t piece = 0;
    for (std::size_t at = 0; at < encoded.size(); ++piece) {
        std::size_t end = std::min(at + kPiece, encoded.size());
        // An escape stays in one piece.
        for (std::size_t back = 1; back <= 2 && end < encoded.size(); ++back) {
            if (encoded[end - back] == '%') {
                end -= back;
                break;
            }
        }
        value += " filename*" + std::to_string(piece) + "*=" + (piece == 0 ? "UTF-8''" : "") +
                 encoded.substr(at, end - at) + ";";
        at = end;
    }
    return fold_header("Content-Disposition", value + " filename=\"" + ascii_name + '"');
}

std::string body_part(std::string_view type, const std::string& body) {
    return "Content-Type: text/" + std::string(type) +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           quoted_printable(body) + "\r\n";
}

std::string multipart_header(std::string_view subtype, const std::string& limit) {
    return "Content-Type: multipart/" + std::string(subtype) + ";\r\n boundary=\"" + limit +
           "\"\r\n\r\n";
}

std::string alternative(const Message& message) {
    const std::string limit = boundary(message.message_id, 'a');
    const std::string open = "--" + limit;
    return multipart_header("alternative", limit) + open + "\r\n" +
           body_part("plain", message.text) + open + "\r\n" + body_part("html", message.html) +
           open + "--\r\n";
}

}  // namespace

void check(const Message& message) {
    check_mailbox(message.from, "from");
    check_mailbox(message.to, "to");
    check_mailbox(message.reply_to, "reply_to");
    require_mailbox(message.return_path, "return_path");
    require_line(message.subject, "subject");
    check_body(message.text, "text");
    check_body(message.html, "html");
    if (!is_safe_message_id(message.message_id)) {
        throw Error(Error::Code::UnsafeText, "message_id is not <local@domain>");
    }
    if (message.language != "fr" && message.language != "en") {
        throw Error(Error::Code::UnsafeText, "language is neither fr nor en");
    }
    for (const Attachment& attachment : message.attachments) {
        require_line(attachment.file_name, "attachment name");
        if (attachment.file_name.empty() || !is_media_type(attachment.content_type)) {
            throw Error(Error::Code::UnsafeText, "attachment has no name or no media type");
        }
    }
}

std::string compose(const Message& message) {
    check(message);
    std::string out = fold_header("Date", date_text(message.date)) +
                      mailbox_header("From", message.from) + mailbox_header("To", message.to) +
                      mailbox_header("Reply-To", message.reply_to) +
                      fold_header("Subject", encode_words(message.subject)) +
                      fold_header("Message-ID", message.message_id) +
                      "MIME-Version: 1.0\r\n"
                      "Auto-Submitted: auto-generated\r\n"
                      "X-Auto-Response-Suppress: All\r\n"
                      "Content-Language: " +
                      message.language + "\r\n";
    if (message.attachments.empty()) {
        return out + alternative(message);
    }
    const std::string limit = boundary(message.message_id, 'm');
    out += multipart_header("mixed", limit) + "--" + limit + "\r\n" + alternative(message);
    for (const Attachment& attachment : message.attachments) {
        const auto ascii_name = text::ascii_file_name(attachment.file_name);
        out +=
            "--" + limit + "\r\n" +
            fold_header("Content-Type", attachment.content_type + "; name=\"" + ascii_name + '"') +
            disposition(attachment.file_name, ascii_name) +
            "Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(attachment.bytes);
    }
    return out + "--" + limit + "--\r\n";
}

}  // namespace contreseing::mail
