#include "mail/intake.hpp"

#include "tests/support/source_dir.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::mail {
namespace {

using Kind = Incoming::Kind;

const ReturnPath kPath{"retours@campus.example", "retours+tok-1@campus.example"};

/// A report as Postfix writes it.
std::string report(const std::string& recipient_fields) {
    return "Return-Path: <>\r\nDelivered-To: retours+tok-1@campus.example\r\n"
           "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"
           "Subject: Undelivered Mail Returned to Sender\r\n"
           "To: retours+tok-1@campus.example\r\nAuto-Submitted: auto-replied\r\n"
           "MIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status;\r\n"
           "\tboundary=\"8A1B.1/mx\"\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n"
           "--8A1B.1/mx\r\nContent-Description: Notification\r\n"
           "Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n"
           "--8A1B.1/mx\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; mx.example\r\nArrival-Date: Thu, 12 Mar 2026 09:00:00 +0000\r\n"
           "\r\n" +
           recipient_fields +
           "\r\n--8A1B.1/mx\r\nContent-Type: message/rfc822\r\n\r\n"
           "From: campus@campus.example\r\nSubject: secret\r\n\r\nbody\r\n--8A1B.1/mx--\r\n";
}

TEST(MailIntake, ReadsAPermanentBounce) {
    const auto incoming = read_incoming(
        report("Final-Recipient: rfc822; maire@ville.example\r\nAction: failed\r\n"
               "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <maire@ville.example>:\r\n"
               "    Recipient address rejected\r\n"),
        kPath
    );
    EXPECT_EQ(incoming.kind, Kind::BouncePermanent);
    EXPECT_EQ(incoming.status, "5.1.1");
    EXPECT_EQ(incoming.detail, "550 5.1.1 <maire@ville.example>: Recipient address rejected");
    EXPECT_EQ(incoming.token, "tok-1");
}

TEST(MailIntake, ReadsADelayAndAFinalFailureOfAPassingCause) {
    const auto delayed = read_incoming(report("Action: delayed\r\nStatus: 4.4.1\r\n"), kPath);
    EXPECT_EQ(delayed.kind, Kind::BounceTemporary);
    EXPECT_EQ(delayed.status, "4.4.1");
    const auto full = read_incoming(report("Action: failed\r\nStatus: 4.2.2\r\n"), kPath);
    EXPECT_EQ(full.kind, Kind::BouncePermanent);
    EXPECT_EQ(full.status, "4.2.2");
}

TEST(MailIntake, ReadsTheStatusOfTheOtherServerWhereTheReportSaysNothing) {
    const auto status = [](const std::string& said, const std::string& diagnostic) {
        return read_incoming(
                   report(
                       "Action: failed\r\nStatus: " + said + "\r\nDiagnostic-Code: " + diagnostic +
                       "\r\n"
                   ),
                   kPath
        )
            .status;
    };
    EXPECT_EQ(status("5.0.0", "smtp; 550 5.7.1 Relaying denied"), "5.7.1");
    EXPECT_EQ(status("5.0.0", "smtp; 550-5.1.1 The account does not exist"), "5.1.1");
    EXPECT_EQ(status("", "smtp; 550 5.4.1 no"), "5.4.1");
    EXPECT_EQ(status("5.0.0", "smtp; 550 Unrouteable address"), "5.0.0");
    EXPECT_EQ(status("5.1.1", "smtp; 550 5.7.1 no"), "5.1.1") << "the report's own";
}

TEST(MailIntake, IgnoresReportsOfSuccess) {
    EXPECT_EQ(
        read_incoming(report("Action: delivered\r\nStatus: 2.0.0\r\n"), kPath).kind, Kind::Receipt
    );
}

TEST(MailIntake, TakesTheWorstOfSeveralRecipients) {
    const auto incoming = read_incoming(
        report("Action: relayed\r\nStatus: 2.0.0\r\n\r\n\r\naction: Failed (odd case)\r\n"
               "STATUS: 5.7.1 (policy)\r\n\r\nAction: delayed\r\nStatus: 4.0.0\r\n"),
        kPath
    );
    EXPECT_EQ(incoming.kind, Kind::BouncePermanent);
    EXPECT_EQ(incoming.status, "5.7.1");
}

TEST(MailIntake, ReadsAReportWithoutActionByItsStatus) {
    EXPECT_EQ(
        read_incoming(report("Final-Recipient: x\r\nStatus: 5.0.0\r\n"), kPath).kind,
        Kind::BouncePermanent
    );
    EXPECT_EQ(
        read_incoming(report("Final-Recipient: x\r\nStatus: 4.0.0\r\n"), kPath).kind,
        Kind::BounceTemporary
    );
}

TEST(MailIntake, FindsAReportNestedInOtherMessages) {
    std::string raw = report("Action: failed\r\nStatus: 5.1.1\r\n");
    for (int i = 0; i < 3; ++i) {
        const std::string limit = "outer" + std::to_string(i);
        raw =
            "To: retours+tok-1@campus.example\r\nContent-Type: MULTIPART/Mixed; boundary=" + limit +
            "\r\n\r\n--" + limit + "\r\nContent-Type: message/rfc822\r\n\r\n" + raw + "\r\n--" +
            limit + "--\r\n";
    }
    EXPECT_EQ(read_incoming(raw, kPath).kind, Kind::BouncePermanent);
}

TEST(MailIntake, DecodesAnEncodedReport) {
    const std::string raw =
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n"
        "Content-Transfer-Encoding: base64\n\n"
        "UmVwb3J0aW5nLU1UQTogZG5zOyBteAoKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjIuMQo=\n--b--\n";
    const auto incoming = read_incoming(raw, kPath);
    EXPECT_EQ(incoming.kind, Kind::BouncePermanent);
    EXPECT_EQ(incoming.status, "5.2.1");
}

TEST(MailIntake, KnowsABounceByItsHeaderWhenThereIsNoReport) {
    const auto incoming = read_incoming(
        "X-Failed-Recipients: a@b\nAuto-Submitted: auto-replied\nSubject: Mail delivery "
        "failed\n\nx",
        kPath
    );
    EXPECT_EQ(incoming.kind, Kind::BouncePermanent);
    EXPECT_EQ(incoming.detail, "Mail delivery failed");
}

TEST(MailIntake, KnowsAutomaticReplies) {
    for (const char* const header :
         {"Auto-Submitted: auto-replied (vacation)",
          "X-Autoreply: yes",
          "Precedence: auto_reply",
          "Subject: =?iso-8859-1?Q?R=E9ponse_automatique?= : absent",
          "Subject: Automatic reply: away"}) {
        EXPECT_EQ(read_incoming(header + "\n\nI am away."s, kPath).kind, Kind::AutoReply) << header;
    }
    EXPECT_EQ(
        read_incoming("Auto-Submitted: no\nSubject: Bonjour\n\nOui.", kPath).kind, Kind::Other
    );
}

TEST(MailIntake, FindsTheTokenWhereTheMailServerPutIt) {
    const std::string body = "\nX: y\n\nhello";
    const ReturnPath no_recipient{"retours@campus.example", ""};
    for (const char* const header :
         {"Delivered-To: retours+Ab_1@campus.example",
          "X-Original-To: RETOURS+Ab_1@Campus.Example",
          "To: <x@y>, \"Retours\" <retours+Ab_1@campus.example>"}) {
        EXPECT_EQ(read_incoming(header + body, no_recipient).token, "Ab_1") << header;
    }
    EXPECT_EQ(read_incoming(body, {"retours@campus.example", "Ab_1"}).token, "Ab_1");
}

TEST(MailIntake, TakesNoTokenFromAnotherAddress) {
    const ReturnPath no_recipient{"retours@campus.example", ""};
    for (const std::string& address :
         {"retours@campus.example"s,
          "retours+@campus.example"s,
          "retours+a@evil.example"s,
          "mes-retours+a@campus.example"s,
          "retours+a@campus.example.evil"s,
          "retours+a b@campus.example"s,
          "retours+" + std::string(200, 'a') + "@campus.example",
          "retours+a/../b@campus.example"s,
          "retours+a\0@campus.example"s}) {
        EXPECT_EQ(read_incoming("To: " + address + "\n\nx", no_recipient).token, "") << address;
        EXPECT_EQ(read_incoming("\nx", {"retours@campus.example", address}).token, "") << address;
    }
    // What the mail server says wins over what the message says.
    EXPECT_EQ(
        read_incoming(
            "To: retours+b@campus.example\n\nx",
            {"retours@campus.example", "retours+a@campus.example"}
        )
            .token,
        "a"
    );
}

TEST(MailIntake, GivesOneHarmlessLineWhateverTheDiagnosticHolds) {
    const auto incoming = read_incoming(
        report(
            "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; bad\x1B[31m\0\xFF \u202E" +
            std::string(5000, 'x') + "\r\n"
        ),
        kPath
    );
    EXPECT_EQ(incoming.kind, Kind::BouncePermanent);
    EXPECT_LE(incoming.detail.size(), 300U);
    EXPECT_EQ(incoming.detail.find_first_of("\x1B\r\n\xFF"), std::string::npos);
}

TEST(MailIntake, RefusesAStatusThatIsNone) {
    for (const char* const status : {"9.1.1", "5", "5.1", "5..1", "5.1.", "<b>", "5.1.1.1", ""}) {
        const auto incoming =
            read_incoming(report("Action: failed\r\nStatus: "s + status + "\r\n"), kPath);
        EXPECT_EQ(incoming.status, "") << status;
        EXPECT_EQ(incoming.kind, Kind::BouncePermanent);
    }
}

struct Expected {
    std::string name;
    std::string verdict;
    std::string status;
    std::string detail;
};

std::string file_text(const std::string& name) {
    std::ifstream file(CONTRESEING_SOURCE_DIR "/tests/unit/mail/" + name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Expected> corpus() {
    std::vector<Expected> rows;
    std::istringstream lines(file_text("corpus.tsv"));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('#')) {
            std::istringstream cells(line);
            Expected row;
            std::getline(cells, row.name, '\t');
            std::getline(cells, row.verdict, '\t');
            std::getline(cells, row.status, '\t');
            std::getline(cells, row.detail);
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

TEST(MailIntake, GivesEveryMailOfTheCorpusItsVerdict) {
    const std::map<std::string, Kind> verdicts{
        {"permanent", Kind::BouncePermanent},
        {"temporary", Kind::BounceTemporary},
        {"auto", Kind::AutoReply},
        {"receipt", Kind::Receipt},
        {"other", Kind::Other}};
    const auto rows = corpus();
    ASSERT_GE(rows.size(), 60U);
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const auto incoming = read_incoming(file_text("corpus/" + row.name + ".eml"), kPath);
        EXPECT_EQ(incoming.kind, verdicts.at(row.verdict));
        EXPECT_EQ(incoming.status, row.status);
        EXPECT_EQ(incoming.token, "tok-1");
        if (row.detail != "*") {
            EXPECT_EQ(incoming.detail, row.detail);
        }
        EXPECT_EQ(incoming.detail.find("=?"), std::string::npos);
        EXPECT_TRUE(incoming.text.starts_with(incoming.kind == Kind::Other ? row.detail : ""));
    }
}

TEST(MailIntake, ShowsTheWordsOfWhatNoRuleKnows) {
    const auto text = [](const std::string& name) {
        return read_incoming(file_text("corpus/other-" + name + ".eml"), kPath).text;
    };
    EXPECT_EQ(
        text("person"), "Re: À signer\nBonjour,\nje ne suis plus maire, écrivez à la mairie."
    );
    EXPECT_EQ(text("html-only"), "Bonjour\n\nJe ne signerai pas : voici pourquoi…");
    EXPECT_EQ(text("bad-charset"), "Bonjour\nJe ne signerai pas, désolée.");
    EXPECT_EQ(text("no-boundary"), "Bonjour\nJe ne signerai pas.");
    EXPECT_EQ(text("odd-headers"), "Bonjour\nJe ne signerai pas.");
    EXPECT_EQ(text("empty"), "[text/plain]");
}

TEST(MailIntake, KeepsNoLinkAndNoQuotationOfOurMail) {
    const std::string secret = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";
    const std::string link = "https://campus.example/s/ptms." + secret + "#" + secret;
    for (const std::string& body :
         {"Oui. " + link + "\n> " + link + "\n",
          "Oui.\n\nLe 30 nov. 2026 à 09:00, Campus <c@campus.example> a écrit :\n" + link,
          "Oui.\n-----Message d'origine-----\n" + link,
          "Oui.\n________________________________\nDe : Campus\n" + link,
          "Oui.\nhttps://campus.example/s/ptms." + secret + "=\n" + secret}) {
        const auto text = read_incoming("Subject: Re: essai\n\n" + body, kPath).text;
        EXPECT_TRUE(text.starts_with("Re: essai\nOui.")) << text;
        EXPECT_EQ(text.find(secret.substr(0, 24)), std::string::npos) << text;
    }
}

TEST(MailIntake, ShowsTheWordsOfAnAutomaticReplyWithoutASubject) {
    const std::string head = "To: retours+tok-1@campus.example\r\nAuto-Submitted: auto-replied\r\n";
    for (const char* subject : {"", "Subject:\r\n"}) {
        const auto incoming = read_incoming(head + subject + "\r\nAbsente.\r\n", kPath);
        EXPECT_EQ(incoming.kind, Kind::AutoReply);
        EXPECT_EQ(incoming.detail, "Absente.");
    }
}

TEST(MailIntake, ShowsThatSomethingCameWhereNothingIsWritten) {
    const std::string head = "To: retours+tok-1@campus.example\r\n";
    for (const char* rest : {"\r\n", "Subject: \r\n\r\n \r\n", "\r\n> Bonjour\r\n> lien\r\n"}) {
        const auto incoming = read_incoming(head + rest, kPath);
        EXPECT_EQ(incoming.kind, Kind::Other);
        EXPECT_EQ(incoming.text, "[text/plain]");
    }
    const auto html =
        read_incoming(head + "Content-Type: text/html\r\n\r\n<body><br></body>\r\n", kPath);
    EXPECT_EQ(html.kind, Kind::Other);
    EXPECT_EQ(html.text, "[text/html]");
}

TEST(MailIntake, GivesHarmlessLinesOfWhatIsHostile) {
    const auto incoming = read_incoming(
        "Subject: a\x1B[31m\u202Eb\n\n<script>\0\x07</script>\xFF\r\n\r\n\r\n\r\nfin" +
            std::string(50'000, 'x') + ' ' + std::string(5'000, '\n'),
        kPath
    );
    EXPECT_EQ(incoming.kind, Kind::Other);
    EXPECT_LE(incoming.text.size(), 1'200U);
    EXPECT_EQ(incoming.text.find_first_of("\x1B\r\x07\xFF"s), std::string::npos);
    EXPECT_EQ(incoming.text.find("\n\n\n"), std::string::npos);
}

/// Bounded work, not a benchmark: the limit is far above what linear work needs.
void expect_quick(const std::string& raw) {
    const auto begin = std::chrono::steady_clock::now();
    std::istringstream in(raw);
    (void)read_incoming(in, {"retours@campus.example", ""});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
    EXPECT_EQ(in.peek(), std::istringstream::traits_type::eof());  // the pipe was emptied
}

TEST(MailIntake, StaysBoundedOnTwentyMegabytes) {
    constexpr std::size_t kSize = 20U << 20U;
    const std::string head = "Content-Type: multipart/report; boundary=b\r\n\r\n";
    expect_quick(std::string(kSize, 'a'));
    expect_quick(std::string(kSize, '\0'));
    expect_quick(head + std::string(kSize, '\n'));
    std::string delimiters = head;
    std::string bases = "To: ";
    std::string folded = "To: x\r\n";
    std::string semicolons = "Content-Type: multipart/mixed";
    while (delimiters.size() < kSize) {
        delimiters += "--b\r\n";
        bases += "retours+";
        folded += " x\r\n";
        semicolons += ";  ";
    }
    expect_quick(delimiters);
    expect_quick(bases);
    expect_quick(folded);
    expect_quick(semicolons);
}

TEST(MailIntake, StaysBoundedOnDeepNesting) {
    std::string multiparts;
    std::string messages;
    for (int i = 0; i < 100'000; ++i) {
        const std::string limit = 'b' + std::to_string(i);
        multiparts += "Content-Type: multipart/mixed; boundary=" + limit + "\n\n--" + limit + "\n";
        messages += "Content-Type: message/rfc822\n\n";
    }
    expect_quick(multiparts);
    expect_quick(messages);
}

TEST(MailIntake, StaysBoundedOnManyPartsHeadersAndWords) {
    // Groups within groups of addresses overflow the stack of the library where it reads them.
    for (const std::string_view piece :
         {"a:", "a@b,", "(", "<", "=?utf-8?B?w6k=?= ", "=?", "=?utf-8?Q?", "\\"}) {
        for (const std::string_view name : {"To", "Subject", "Content-Type", "References"}) {
            std::string raw(name);
            raw += ": ";
            while (raw.size() < 600'000) {
                raw += piece;
            }
            expect_quick(raw + "\n\nx");
            expect_quick("Content-Type: message/rfc822\n\n" + raw + "\n\nx");
        }
    }
    std::string headers;
    std::string parts = "Content-Type: multipart/mixed; boundary=b\n\n";
    std::string fields =
        "Content-Type: multipart/report; boundary=b\n\n--b\n"
        "Content-Type: message/delivery-status\n\n";
    for (int i = 0; i < 100'000; ++i) {
        headers += "a:\n";
        parts += "--b\n\n\n";
        fields += "a:\n\n";
    }
    expect_quick(headers);
    expect_quick(parts);
    expect_quick(fields);
    std::string html = "Content-Type: text/html\n\n";
    while (html.size() < 600'000) {
        html += "<!--<script><&&#";
    }
    expect_quick(html);
}

TEST(MailIntake, SurvivesRandomDamage) {
    const std::string good =
        report("Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; x\r\n");
    std::mt19937 random(42);  // fixed: a failure must come back
    for (int round = 0; round < 2000; ++round) {
        std::string raw = good;
        for (int change = 0; change < 8; ++change) {
            raw[random() % raw.size()] = static_cast<char>(random());
        }
        raw.resize(random() % raw.size() + 1);
        const auto incoming = read_incoming(raw, kPath);
        EXPECT_LE(incoming.detail.size(), 300U);
    }
}

}  // namespace
}  // namespace contreseing::mail
