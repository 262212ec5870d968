#include "mail/compose.hpp"

#include "mail/error.hpp"
#include "mail/reader.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/unit/mail/sample.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::mail {
namespace {

std::string from_hex(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return out;
}

/// What Python's own mail package finds in the bytes.
std::map<std::string, std::string> seen_by_python(const std::string& raw) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("contreseing-mail-" + std::to_string(::getpid()) + ".eml");
    std::ofstream(file, std::ios::binary) << raw;
    const std::string command = "python3 " CONTRESEING_SOURCE_DIR
                                "/tests/unit/mail/parse_mail.py " +
                                file.string() + " 2>&1";
    std::string output;
    {
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
        char buffer[4096];
        std::size_t got = 0;
        while ((got = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0) {
            output.append(buffer, got);
        }
    }
    std::filesystem::remove(file);
    std::map<std::string, std::string> seen;
    for (std::size_t begin = 0; begin < output.size();) {
        const auto end = output.find('\n', begin);
        const auto tab = output.find('\t', begin);
        if (end == std::string::npos || tab == std::string::npos || tab > end) {
            ADD_FAILURE() << output;
            break;
        }
        seen[output.substr(begin, tab - begin)] = from_hex(output.substr(tab + 1, end - tab - 1));
        begin = end + 1;
    }
    return seen;
}

void expect_seen_as(const Message& message) {
    auto seen = seen_by_python(compose(message));
    EXPECT_EQ(seen["Subject"], message.subject);
    EXPECT_EQ(seen["From.name"], message.from.name);
    EXPECT_EQ(seen["From.address"], message.from.address);
    EXPECT_EQ(seen["To.name"], message.to.name);
    EXPECT_EQ(seen["To.address"], message.to.address);
    EXPECT_EQ(seen["Reply-To.name"], message.reply_to.name);
    EXPECT_EQ(seen["Reply-To.address"], message.reply_to.address);
    EXPECT_EQ(seen["Message-ID"], message.message_id);
    EXPECT_EQ(seen["text"], message.text);
    EXPECT_EQ(seen["html"], message.html);
    EXPECT_EQ(seen["defects"], "[]");
    EXPECT_EQ(seen["bare"], "0");
    EXPECT_LE(std::stoi(seen["longest"]), 76);
    const ReadableMail ours = read_mail(compose(message));
    EXPECT_EQ(ours.subject, message.subject);
}

TEST(MailCompose, IsReadBackIdenticallyByPython) {
    const Message message = sample_message();
    expect_seen_as(message);
    auto seen = seen_by_python(compose(message));
    EXPECT_EQ(seen["Date"], "2026-03-12T09:00:00+00:00");
    EXPECT_EQ(seen["Auto-Submitted"], "auto-generated");
    EXPECT_EQ(seen["Content-Language"], "fr");
    EXPECT_EQ(seen["structure"], "multipart/alternative text/plain text/html");
    EXPECT_EQ(
        seen["headers"],
        "Date From To Reply-To Subject Message-ID MIME-Version Auto-Submitted "
        "X-Auto-Response-Suppress Content-Language Content-Type"
    );
}

TEST(MailCompose, CarriesHostileButHonestTextUnchanged) {
    std::string long_name;
    for (int i = 0; i < 200; ++i) {
        long_name += i % 7 == 6 ? "É" : "e";
    }
    const std::string texts[] = {
        "🙂🙃 emoji 👩‍⚖️",
        "עברית ערבית العربية \u200Fmixed\u200E",
        long_name,
        std::string(200, 'x'),
        "a, b; c <d@e> (f) \"g\" \\h",
        "=?UTF-8?B?Zm9v?= =cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "two  blanks: and: colons",
    };
    for (const std::string& text : texts) {
        SCOPED_TRACE(text);
        Message message = sample_message();
        message.subject = message.from.name = message.to.name = message.reply_to.name = text;
        message.text = text + "\n\n" + text + "\n";
        message.html = "<p>" + text + "</p>\n";
        expect_seen_as(message);
    }
}

TEST(MailCompose, GivesTheSameBytesAgain) {
    EXPECT_EQ(compose(sample_message()), compose(sample_message()));
    Message other = sample_message();
    other.message_id = "<c1.42.1@campus.example>";
    EXPECT_NE(compose(sample_message()), compose(other));
}

// `golden.eml` has plain line ends, so that no tool rewrites it; read by eye and by Python.
TEST(MailCompose, WritesExactlyTheGoldenMessage) {
    std::ifstream golden(CONTRESEING_SOURCE_DIR "/tests/unit/mail/golden.eml", std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(golden), {}};
    std::string composed = compose(sample_message());
    std::erase(composed, '\r');
    EXPECT_EQ(composed, expected);
}

TEST(MailCompose, AttachesACopy) {
    Message message = sample_message();
    std::string pdf = "%PDF-1.7\n";
    for (int i = 0; i < 1000; ++i) {
        pdf += static_cast<char>(i * 7);
    }
    const std::string name =
        "Convention d’adhésion n° 1 / \"signée\" – " + std::string(120, 'z') + ".pdf";
    message.attachments.push_back({name, "application/pdf", pdf});
    expect_seen_as(message);
    auto seen = seen_by_python(compose(message));
    EXPECT_EQ(
        seen["structure"],
        "multipart/mixed multipart/alternative text/plain text/html application/pdf"
    );
    EXPECT_EQ(seen["attachment.name"], name);
    const std::string composed = compose(message);
    const std::string ascii =
        "Convention d'adhesion n_ 1 _ _signee_ - " + std::string(16, 'z') + ".pdf";
    std::string unfolded = composed;
    for (auto at = unfolded.find("\r\n "); at != std::string::npos; at = unfolded.find("\r\n ")) {
        unfolded.erase(at, 2);
    }
    EXPECT_NE(
        unfolded.find("Content-Type: application/pdf; name=\"" + ascii + '"'), std::string::npos
    );
    EXPECT_NE(unfolded.find("; filename=\"" + ascii + '"'), std::string::npos);
    message.attachments[0].file_name = "acte.pdf";
    const std::string plain = compose(message);
    EXPECT_NE(
        plain.find("Content-Disposition: attachment; filename=\"acte.pdf\"\r\n"), std::string::npos
    );
    EXPECT_EQ(seen_by_python(plain)["attachment.name"], "acte.pdf");
    EXPECT_EQ(seen["attachment.bytes"], pdf);
}

TEST(MailCompose, RefusesInjectionInEveryField) {
    const std::pair<const char*, std::function<std::string&(Message&)>> fields[] = {
        {"from.name", [](Message& m) -> std::string& { return m.from.name; }},
        {"from.address", [](Message& m) -> std::string& { return m.from.address; }},
        {"to.name", [](Message& m) -> std::string& { return m.to.name; }},
        {"to.address", [](Message& m) -> std::string& { return m.to.address; }},
        {"reply_to.name", [](Message& m) -> std::string& { return m.reply_to.name; }},
        {"reply_to.address", [](Message& m) -> std::string& { return m.reply_to.address; }},
        {"return_path", [](Message& m) -> std::string& { return m.return_path; }},
        {"message_id", [](Message& m) -> std::string& { return m.message_id; }},
        {"language", [](Message& m) -> std::string& { return m.language; }},
        {"subject", [](Message& m) -> std::string& { return m.subject; }},
        {"file_name", [](Message& m) -> std::string& { return m.attachments[0].file_name; }},
        {"content_type", [](Message& m) -> std::string& { return m.attachments[0].content_type; }},
    };
    for (const auto& [name, field] : fields) {
        for (const std::string& attack :
             {"\r\nBcc: x@evil.example"s, "\nX: y"s, "\rX: y"s, "\0"s, "\xE2\x80\xA8z"s, "\xFF"s}) {
            Message message = sample_message();
            message.attachments.push_back({"a.pdf", "application/pdf", "x"});
            EXPECT_NO_THROW(check(message));
            field(message) += attack;
            EXPECT_THROW((void)compose(message), Error) << name;
        }
    }
    for (std::string Message::*body : {&Message::text, &Message::html}) {
        for (const std::string& attack : {"\0"s, "a\rb"s, "\x1B[2J"s, "\xC3("s}) {
            Message message = sample_message();
            message.*body += attack;
            EXPECT_THROW((void)compose(message), Error);
        }
    }
}

TEST(MailCompose, RefusesMissingFields) {
    for (std::string Message::*field : {&Message::return_path, &Message::message_id}) {
        Message message = sample_message();
        (message.*field).clear();
        EXPECT_THROW((void)compose(message), Error);
    }
    Message message = sample_message();
    message.to.address.clear();
    EXPECT_THROW((void)compose(message), Error);
}

TEST(MailCompose, CannotBeClosedEarlyByItsOwnText) {
    Message message = sample_message();
    const std::string composed = compose(message);
    const auto at = composed.find("boundary=\"") + 10;
    const std::string boundary = composed.substr(at, composed.find('"', at) - at);
    message.text = "--" + boundary + "--\n\n--" + boundary + "\nContent-Type: text/html\n\nx\n";
    expect_seen_as(message);
    EXPECT_EQ(
        seen_by_python(compose(message))["structure"], "multipart/alternative text/plain text/html"
    );
}

}  // namespace
}  // namespace contreseing::mail
