#include "mail/intake.hpp"

#include "mail/enhanced_status.hpp"
#include "mail/plain_text.hpp"
#include "mail/reader.hpp"
#include "mail/report_words.hpp"
#include "text/characters.hpp"
#include "text/safe.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace contreseing::mail {
namespace {

using Kind = Incoming::Kind;

constexpr std::size_t kLookedAt = 512U << 10U;
constexpr std::size_t kLongestDetail = 300;
constexpr std::size_t kLongestText = 1'200;
constexpr std::size_t kLongestToken = 128;
constexpr std::size_t kLongestStatusPart = 64U << 10U;
constexpr std::size_t kLongestWords = 16U << 10U;
constexpr std::size_t kMostAttachmentsNamed = 10;

bool is_token_character(char c) {
    return text::is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= kLongestToken &&
           std::all_of(text.begin(), text.end(), is_token_character);
}

/// The token of the first address `<local>+<token>@<domain>` in `text`, or empty.
std::string find_token(std::string_view text, std::string_view base) {
    const auto at = base.find('@');
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string folded = text::lower_ascii(text);
    const std::string opening = text::lower_ascii(base.substr(0, at)) + '+';
    const std::string closing = text::lower_ascii(base.substr(at));
    for (auto from = folded.find(opening); from != std::string::npos;
         from = folded.find(opening, from + 1)) {
        const auto begin = from + opening.size();
        auto end = begin;
        while (end < folded.size() && end - begin <= kLongestToken &&
               is_token_character(folded[end])) {
            ++end;
        }
        const bool own_word =
            from == 0 || (!is_token_character(folded[from - 1]) && folded[from - 1] != '+');
        const auto after = end + closing.size();
        if (own_word && std::string_view(folded).substr(end).starts_with(closing) &&
            (after == folded.size() || !is_token_character(folded[after])) &&
            is_token(text.substr(begin, end - begin))) {
            return std::string(text.substr(begin, end - begin));
        }
    }
    return {};
}

std::string token_of(const Headers& headers, const ReturnPath& return_path) {
    const std::string& recipient = return_path.recipient;
    if (!recipient.empty()) {
        return recipient.find('@') == std::string::npos ? (is_token(recipient) ? recipient : "")
                                                        : find_token(recipient, return_path.base);
    }
    for (const std::string_view name : {"Delivered-To", "X-Original-To", "To"}) {
        if (auto token = find_token(find_header(headers, name), return_path.base); !token.empty()) {
            return token;
        }
    }
    return {};
}

std::string safe_detail(std::string_view text) {
    return text::to_safe_line(text, kLongestDetail);
}

/// How much a verdict matters when a report holds several.
int weight(Kind kind) {
    return kind == Kind::BouncePermanent ? 2 : kind == Kind::BounceTemporary ? 1 : 0;
}

/// One group of per-recipient fields.  Source: RFC 3464 2.3.
std::optional<Incoming> read_recipient(const Headers& fields) {
    const std::string action = text::lower_ascii(find_header(fields, "Action"));
    Incoming verdict;
    verdict.status = enhanced_status(find_header(fields, "Status"));
    if (action.starts_with("failed")) {
        verdict.kind = Kind::BouncePermanent;
    } else if (action.starts_with("delayed")) {
        verdict.kind = Kind::BounceTemporary;
    } else if (action.empty() && !verdict.status.empty()) {
        // Some servers leave the action out; the class of the status then tells.
        verdict.kind = verdict.status[0] == '5'   ? Kind::BouncePermanent
                       : verdict.status[0] == '4' ? Kind::BounceTemporary
                                                  : Kind::Receipt;
    } else if (action.starts_with("deliver") || action.starts_with("relayed") || action.starts_with("expanded")) {
        verdict.kind = Kind::Receipt;
    } else {
        return std::nullopt;  // the group about the message as a whole, or an action of no standard
    }
    auto diagnostic = find_header(fields, "Diagnostic-Code");
    diagnostic.remove_prefix(std::min(diagnostic.size(), diagnostic.find(';') + 1));
    verdict.detail = safe_detail(diagnostic);
    // Exim writes 5.0.0 whatever the other server said.
    if (auto replied = status_of_reply(verdict.detail);
        !replied.empty() && !tells_why(verdict.status)) {
        verdict.status = std::move(replied);
    }
    return verdict;
}

std::optional<Incoming> read_delivery_status(std::string_view body) {
    std::optional<Incoming> worst;
    for (const Headers& fields : read_field_groups(body.substr(0, kLongestStatusPart))) {
        auto verdict = read_recipient(fields);
        if (verdict && (!worst || weight(verdict->kind) > weight(worst->kind))) {
            worst = std::move(verdict);
        }
    }
    return worst;
}

bool is_delivery_status(const Leaf& leaf) {
    return leaf.type == "message/delivery-status" || leaf.type == "message/global-delivery-status";
}

std::string_view line_of(std::string_view text, std::size_t number) {
    for (; number > 0 && !text.empty(); --number) {
        text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
    }
    return text.substr(0, text.find('\n'));
}

/// The words of a message, as far as its sender wrote them: without the mail that they are about.
std::string words_of(const ParsedMessage& message) {
    std::string html;
    for (const Leaf& leaf : message.leaves) {
        if (leaf.type == "text/plain" &&
            leaf.body.find_first_not_of(" \t\r\n") != std::string::npos) {
            return leaf.body.substr(0, kLongestWords);
        }
        if (leaf.type == "text/html" && html.empty()) {
            html = text_of_html(std::string_view(leaf.body).substr(0, 4 * kLongestWords));
        }
    }
    return html.substr(0, kLongestWords);
}

bool begins_quotation(std::string_view line) {
    constexpr std::array<std::string_view, 10> kBegins{
        "--- below this line",
        "------ this is a copy",
        "-----original message",
        "-----message d'origine",
        "----- original message",
        "----- message d'origine",
        "-------- message",
        "________",
        "de : ",
        "from: "};
    const std::string words = comparable(line);
    const bool said = (words.starts_with("le ") && words.ends_with("a ecrit :")) ||
                      (words.starts_with("on ") && words.ends_with("wrote:"));
    return said || std::any_of(kBegins.begin(), kBegins.end(), [&words](std::string_view begin) {
               return words.starts_with(begin);
           });
}

std::string without_quotation(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (begins_quotation(line)) {
            break;
        }
        if (!line.starts_with('>')) {
            out.append(line) += '\n';
        }
    }
    return out;
}

/// Whether `length` characters of a secret's alphabet follow each other, a digit or a capital
/// within among them.
bool looks_secret(std::string_view word, std::size_t length) {
    std::size_t run = 0;
    bool mixed = false;
    char former = ' ';
    for (const char c : word) {
        const bool of_secret = text::is_ascii_alphanumeric(c) || c == '-' || c == '_';
        run = of_secret ? run + 1 : 0;
        mixed = of_secret && (mixed || text::is_ascii_digit(c) ||
                              (text::lower_ascii(c) != c && former >= 'a' && former <= 'z'));
        if (run >= length && mixed) {
            return true;
        }
        former = c;
    }
    return false;
}

/// Our mails carry secrets in their addresses, and people send them back, broken over lines or
/// not: no administrator may read, nor the journal keep, what opens a door. Of an address, its
/// host is left.
std::string without_secrets(std::string_view text) {
    constexpr std::size_t kSecret = 16;
    constexpr std::size_t kRestOfSecret = 5;
    std::string out;
    bool in_address = false;
    while (!text.empty()) {
        const auto blanks = std::min(text.size(), text.find_first_not_of(" \t\r\n"));
        out += text.substr(0, blanks);
        text.remove_prefix(blanks);
        const auto word = text.substr(0, text.find_first_of(" \t\r\n"));
        text.remove_prefix(word.size());
        const auto scheme = word.find("://");
        const bool address = scheme != std::string_view::npos ||
                             word.find("/l/") != std::string_view::npos ||
                             word.find("/s/") != std::string_view::npos;
        if (address) {
            const auto path =
                word.find_first_of("/?#", scheme == std::string_view::npos ? 0 : scheme + 3);
            out += word.substr(0, path);
            out += path == std::string_view::npos ? "" : "/…";
        } else if (looks_secret(word, in_address ? kRestOfSecret : kSecret)) {
            out += "…";
        } else {
            out += word;
            in_address = false;
        }
        in_address = in_address || address;
    }
    return out;
}

/// What people read of a message that no rule knows.
std::string readable(
    const ParsedMessage& message, std::string_view subject, std::string_view words
) {
    std::string all = std::string(subject) + '\n' + without_quotation(words);
    std::size_t named = 0;
    for (const Leaf& leaf : message.leaves) {
        if (!leaf.type.starts_with("text/") && ++named <= kMostAttachmentsNamed) {
            all += "\n[" + leaf.type + ']';
        }
    }
    auto read = text::to_safe_lines(without_secrets(all), kLongestText);
    // Somebody sent it: what holds nothing to read is shown by its kind.
    const std::string kind = message.leaves.empty() ? "text/plain" : message.leaves.front().type;
    return read.empty() ? text::to_safe_line('[' + kind + ']', kLongestText) : read;
}

bool is_automatic(const Headers& headers) {
    if (text::lower_ascii(find_header(headers, "Auto-Submitted")).starts_with("auto")) {
        return true;
    }
    constexpr std::array<std::string_view, 7> kMarks{
        "x-autoreply",
        "x-autorespond",
        "x-auto-reply",
        "x-autogenerated",
        "x-mail-autoreply",
        "x-vacation",
        "x-auto-response-suppress"};
    for (const Header& header : headers) {
        const std::string name = text::lower_ascii(header.name);
        const std::string value = text::lower_ascii(header.value);
        const bool marked =
            std::any_of(kMarks.begin(), kMarks.end(), [&name](std::string_view mark) {
                return name.starts_with(mark);
            });
        if (marked && value != "no" && value != "none" && value != "false") {
            return true;
        }
    }
    const std::string precedence = text::lower_ascii(find_header(headers, "Precedence"));
    const bool answers =
        !find_header(headers, "In-Reply-To").empty() || !find_header(headers, "References").empty();
    return precedence.starts_with("auto") ||
           (answers && (precedence == "bulk" || precedence == "junk"));
}

/// Who is about to be taken for a robot or a mail server, or for neither.
struct Sender {
    bool automatic = false;  ///< it says so
    bool robot = false;      ///< it says so, or sends to many, or wants no answer
    bool server = false;     ///< a mail server, by its name or by its having none
    bool nobody = false;     ///< its envelope has no sender
};

Sender read_sender(const ParsedMessage& message, const Subject& subject) {
    constexpr std::array<std::string_view, 8> kNames{
        "mailer-daemon",
        "mailer daemon",
        "mail delivery s",
        "mail-daemon",
        "microsoftexchange",
        "postmaster@",
        "double-bounce",
        "<>"};
    const auto& headers = message.headers;
    const std::string from = text::lower_ascii(find_header(headers, "From"));
    const std::string precedence = text::lower_ascii(find_header(headers, "Precedence"));
    Sender sender;
    sender.automatic = is_automatic(headers);
    sender.nobody = find_header(headers, "Return-Path") == "<>";
    sender.robot = sender.automatic || sender.nobody || precedence == "bulk" ||
                   precedence == "junk" || precedence == "list" ||
                   std::any_of(headers.begin(), headers.end(), [](const Header& header) {
                       return text::lower_ascii(header.name).starts_with("list-");
                   });
    const bool reports =
        std::any_of(message.leaves.begin(), message.leaves.end(), [](const Leaf& leaf) {
            return is_delivery_status(leaf);
        });
    // A postmaster who answers is a person.
    const bool answers = subject.replied && !sender.robot;
    sender.server =
        !answers &&
        (reports || std::any_of(kNames.begin(), kNames.end(), [&from](std::string_view name) {
             return from.find(name) != std::string::npos;
         }));
    return sender;
}

/// qmail's report: a greeting, then a paragraph for each recipient, `<address>:` first.
/// Source: https://cr.yp.to/proto/qsbmf.txt.
std::optional<Incoming> read_qsbmf(std::string_view words) {
    words.remove_prefix(std::min(words.size(), words.find_first_not_of(" \t\r\n")));
    if (!words.starts_with("Hi. This is the")) {
        return std::nullopt;
    }
    std::optional<Incoming> report;
    while (!words.empty()) {
        auto line = words.substr(0, words.find('\n'));
        words.remove_prefix(std::min(words.size(), line.size() + 1));
        while (line.ends_with('\r') || line.ends_with(' ')) {
            line.remove_suffix(1);
        }
        if (report && line.empty()) {
            break;
        }
        if (report) {
            report->detail += std::string(line) + ' ';
        } else if (line.starts_with('<') && line.ends_with(">:")) {
            report = Incoming{};
            report->kind = Kind::BouncePermanent;
        }
    }
    if (report) {
        const auto code = report->detail.find("(#");
        report->status = code == std::string::npos
                             ? ""
                             : enhanced_status(std::string_view(report->detail).substr(code + 2));
        report->detail = safe_detail(report->detail);
    }
    return report;
}

/// A report in plain words.
std::optional<Incoming> read_plain_report(
    const Headers& headers,
    const Sender& sender,
    const Subject& subject,
    const Evidence& evidence,
    std::string_view words
) {
    const bool failure = is_failure(subject);
    const bool of_nobody = sender.nobody && !sender.automatic;
    const bool is_report =
        sender.server || (failure && evidence.failed && (evidence.coded || sender.robot)) ||
        (of_nobody && (failure || is_delay(subject) || (evidence.worded && evidence.coded)));
    if (!is_report || (!failure && !evidence.failed && !evidence.coded && !evidence.delayed)) {
        return std::nullopt;
    }
    Incoming report;
    const bool gave_up = evidence.given_up || (failure && evidence.failed);
    const bool still_tries =
        !gave_up && (evidence.delayed || (!failure && evidence.status_class == '4'));
    report.kind = still_tries ? Kind::BounceTemporary : Kind::BouncePermanent;
    report.status = evidence.status;
    const bool says_why = evidence.worded || evidence.given_up || evidence.coded;
    report.detail =
        safe_detail(says_why ? line_of(words, evidence.line) : find_header(headers, "Subject"));
    return report;
}

Incoming read_verdict(const ParsedMessage& message) {
    const auto& headers = message.headers;
    Incoming incoming;
    incoming.detail = safe_detail(find_header(headers, "Subject"));
    const auto words = words_of(message);
    const auto subject = read_subject(incoming.detail);
    const auto sender = read_sender(message, subject);
    const auto to_be_read = [&] {
        incoming.text = readable(message, incoming.detail, words);
        return incoming;
    };
    const auto automatic_reply = [&] {
        // Its subject is all that is shown of one; without a subject, its words are.
        if (incoming.detail.empty()) {
            incoming.detail = safe_detail(readable(message, {}, words));
        }
        incoming.kind = Kind::AutoReply;
        return incoming;
    };
    bool receipt = sender.automatic && is_receipt(subject);
    bool complaint = false;
    for (const Leaf& leaf : message.leaves) {
        // What a person passes on is no report to us.
        if (is_delivery_status(leaf) && (sender.server || !subject.forwarded)) {
            if (auto verdict = read_delivery_status(leaf.body)) {
                return *verdict;
            }
        }
        receipt = receipt || leaf.type == "message/disposition-notification" ||
                  leaf.type == "message/global-disposition-notification";
        complaint = complaint || leaf.type == "message/feedback-report";
    }
    if (receipt) {
        incoming.kind = Kind::Receipt;
        return incoming;
    }
    if (complaint) {
        return to_be_read();
    }
    if (auto report = read_qsbmf(words)) {
        return *report;
    }
    // Exim says it in a header when its administrator has turned reports off.
    const bool failed = !find_header(headers, "X-Failed-Recipients").empty();
    const auto said = comparable(words);
    const bool departed = tells_departure(said);
    if (!failed && !sender.server && is_absence(subject, sender.robot)) {
        return departed ? to_be_read() : automatic_reply();
    }
    const auto evidence = read_evidence(subject, said);
    if (auto report = read_plain_report(headers, sender, subject, evidence, words)) {
        return *report;
    }
    if (failed) {
        incoming.kind = Kind::BouncePermanent;
        return incoming;
    }
    if (sender.automatic && !sender.server && !evidence.failed && !departed) {
        return automatic_reply();
    }
    return to_be_read();
}

}  // namespace

Incoming read_incoming(std::string_view raw, const ReturnPath& return_path) {
    const ParsedMessage message = read_parts(raw.substr(0, kLookedAt));
    auto incoming = read_verdict(message);
    incoming.token = token_of(message.headers, return_path);
    return incoming;
}

Incoming read_incoming(std::istream& in, const ReturnPath& return_path) {
    std::string raw;
    std::vector<char> buffer(64U << 10U);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        const auto got = static_cast<std::size_t>(in.gcount());
        raw.append(buffer.data(), std::min(got, kLookedAt - raw.size()));
    }
    return read_incoming(std::string_view(raw), return_path);
}

}  // namespace contreseing::mail
