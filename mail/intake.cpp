#include "mail/intake.hpp"

#include "mail/encoding.hpp"
#include "mail/reader.hpp"
#include "mail/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace contreseing::mail {
namespace {

using Kind = Incoming::Kind;

constexpr std::size_t kLookedAt = 8U << 20U;
constexpr std::size_t kLongestDetail = 300;
constexpr std::size_t kLongestToken = 128;
constexpr std::size_t kLongestStatusPart = 64U << 10U;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
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
    const std::string folded = lower(text);
    const std::string opening = lower(base.substr(0, at)) + '+';
    const std::string closing = lower(base.substr(at));
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

/// `5.1.1` out of `5.1.1 (bad destination)`, or empty.  Source: RFC 3463 2.
std::string enhanced_status(std::string_view text) {
    const auto end = text.find_first_not_of("0123456789.");
    const auto status = text.substr(0, end);
    const bool well_formed = status.size() >= 5 && status.size() <= 9 && status[1] == '.' &&
                             (status[0] == '2' || status[0] == '4' || status[0] == '5') &&
                             std::count(status.begin(), status.end(), '.') == 2 &&
                             status.find("..") == std::string_view::npos && status.back() != '.';
    return well_formed ? std::string(status) : "";
}

std::string safe_detail(std::string_view text) {
    return to_safe_line(text, kLongestDetail);
}

/// How much a verdict matters when a report holds several.
int weight(Kind kind) {
    return kind == Kind::BouncePermanent ? 2 : kind == Kind::BounceTemporary ? 1 : 0;
}

/// One group of per-recipient fields.  Source: RFC 3464 2.3.
std::optional<Incoming> read_recipient(const Headers& fields) {
    const std::string action = lower(find_header(fields, "Action"));
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
                                                  : Kind::Other;
    } else if (action.empty()) {
        return std::nullopt;  // the group about the message as a whole
    }
    auto diagnostic = find_header(fields, "Diagnostic-Code");
    diagnostic.remove_prefix(std::min(diagnostic.size(), diagnostic.find(';') + 1));
    verdict.detail = safe_detail(diagnostic);
    return verdict;
}

std::optional<Incoming> read_delivery_status(const std::string& body) {
    std::optional<Incoming> worst;
    std::string_view rest = body;
    while (!rest.empty()) {
        auto [fields, after] = split_headers(rest);
        if (auto verdict = read_recipient(fields)) {
            if (!worst || weight(verdict->kind) > weight(worst->kind)) {
                worst = std::move(verdict);
            }
        }
        rest = after;
    }
    return worst;
}

bool is_automatic(const Headers& headers) {
    const std::string submitted = lower(find_header(headers, "Auto-Submitted"));
    if (submitted.starts_with("auto-")) {
        return true;
    }
    constexpr std::array<std::string_view, 4> kMarks{
        "X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Autoreply-From"};
    for (const auto mark : kMarks) {
        if (!find_header(headers, mark).empty()) {
            return true;
        }
    }
    const std::string precedence = lower(find_header(headers, "Precedence"));
    if (precedence == "auto_reply" || precedence == "auto-reply") {
        return true;
    }
    constexpr std::array<std::string_view, 8> kSubjects{
        "automatic reply",
        "auto:",
        "out of office",
        "autoreply",
        "réponse automatique",
        "reponse automatique",
        "message d'absence",
        "absence du bureau"};
    const std::string subject = lower(decode_words(find_header(headers, "Subject")));
    return std::any_of(kSubjects.begin(), kSubjects.end(), [&](std::string_view start) {
        return subject.starts_with(start);
    });
}

}  // namespace

Incoming read_incoming(std::string_view raw, const ReturnPath& return_path) {
    const ParsedMessage message = read_parts(raw.substr(0, kLookedAt));
    const std::string token = token_of(message.headers, return_path);
    for (const Leaf& leaf : message.leaves) {
        if (leaf.type != "message/delivery-status" &&
            leaf.type != "message/global-delivery-status") {
            continue;
        }
        if (auto verdict = read_delivery_status(leaf.body(kLongestStatusPart))) {
            verdict->token = token;
            return *verdict;
        }
    }
    const std::string subject = safe_detail(decode_words(find_header(message.headers, "Subject")));
    // Exim says it in a header when its administrator has turned reports off.
    if (!find_header(message.headers, "X-Failed-Recipients").empty()) {
        return {Kind::BouncePermanent, "", subject, token};
    }
    if (is_automatic(message.headers)) {
        return {Kind::AutoReply, "", subject, token};
    }
    return {Kind::Other, "", subject, token};
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
