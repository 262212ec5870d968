#include "mail/reader.hpp"

#include "mail/encoding.hpp"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <iterator>
#include <locale>
#include <sstream>

namespace contreseing::mail {
namespace {

constexpr std::size_t kMostLevels = 16;
constexpr std::size_t kMostParts = 200;
constexpr std::size_t kLongestHeaders = 256U << 10U;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// Takes one line, without its line break, off the front of `text`.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

std::string media_type(const Headers& headers) {
    const auto value = find_header(headers, "Content-Type");
    const std::string type = lower(trimmed(value.substr(0, value.find(';'))));
    return type.find('/') == std::string::npos ? "text/plain" : type;
}

/// A parameter of a structured header, quoted or not.
std::string parameter(std::string_view value, std::string_view name) {
    const std::string wanted = std::string(name) + '=';
    auto at = value.find(';');
    while (at != std::string_view::npos) {
        const auto rest = trimmed(value.substr(at + 1));
        if (lower(rest.substr(0, wanted.size())) == wanted) {
            const auto text = rest.substr(wanted.size());
            return std::string(
                text.starts_with('"') ? text.substr(1, text.find('"', 1) - 1)
                                      : trimmed(text.substr(0, text.find(';')))
            );
        }
        at = value.find(';', at + 1);
    }
    return {};
}

/// The bodies between the delimiter lines of `boundary`.  Source: RFC 2046 5.1.1.
std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary) {
    std::vector<std::string_view> parts;
    const std::string delimiter = "--" + std::string(boundary);
    const char* begin = nullptr;
    while (!body.empty() && parts.size() < kMostParts) {
        const char* const line_begin = body.data();
        const auto line = take_line(body);
        if (!line.starts_with(delimiter)) {
            continue;
        }
        const auto tail = trimmed(line.substr(delimiter.size()));
        if (!tail.empty() && tail != "--") {
            continue;  // a longer boundary that begins alike
        }
        if (begin != nullptr) {
            parts.emplace_back(begin, static_cast<std::size_t>(line_begin - begin));
        }
        if (tail == "--") {
            return parts;
        }
        begin = body.data();
    }
    if (begin != nullptr && parts.size() < kMostParts) {
        parts.emplace_back(begin, static_cast<std::size_t>(body.data() + body.size() - begin));
    }
    return parts;
}

struct Pending {
    std::string_view raw;
    std::string parent;
    std::size_t level = 0;
};

}  // namespace

std::string_view find_header(const Headers& headers, std::string_view name) noexcept {
    const auto same = [name](const Header& header) {
        return std::equal(
            header.name.begin(),
            header.name.end(),
            name.begin(),
            name.end(),
            [](char a, char b) {
                const auto fold = [](char c) {
                    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                };
                return fold(a) == fold(b);
            }
        );
    };
    const auto found = std::find_if(headers.begin(), headers.end(), same);
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

std::pair<Headers, std::string_view> split_headers(std::string_view raw) {
    Headers headers;
    const std::size_t whole = raw.size();
    while (!raw.empty() && whole - raw.size() < kLongestHeaders) {
        const auto line = take_line(raw);
        if (line.empty()) {
            return {std::move(headers), raw};
        }
        if (line.front() == ' ' || line.front() == '\t') {
            if (!headers.empty()) {
                headers.back().value += ' ';
                headers.back().value += trimmed(line);
            }
            continue;
        }
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            headers.push_back(
                {std::string(trimmed(line.substr(0, colon))),
                 std::string(trimmed(line.substr(colon + 1)))}
            );
        }
    }
    return {std::move(headers), raw};
}

std::string Leaf::body(std::size_t limit) const {
    const auto bounded = encoded.substr(0, limit);
    const std::string encoding = lower(find_header(headers, "Content-Transfer-Encoding"));
    if (encoding == "base64") {
        return decode_base64(bounded);
    }
    return encoding == "quoted-printable" ? decode_quoted_printable(bounded) : std::string(bounded);
}

ParsedMessage read_parts(std::string_view raw) {
    ParsedMessage message;
    std::vector<Pending> pending{{raw, "", 0}};
    std::size_t parts = 0;
    while (!pending.empty() && parts < kMostParts) {
        const Pending part = std::move(pending.back());
        pending.pop_back();
        ++parts;
        auto [headers, body] = split_headers(part.raw);
        std::string type = media_type(headers);
        if (part.level == 0) {
            message.headers = headers;
        }
        if (part.level < kMostLevels && type.starts_with("multipart/")) {
            const auto boundary = parameter(find_header(headers, "Content-Type"), "boundary");
            const auto inner =
                boundary.empty() ? std::vector<std::string_view>{} : split_parts(body, boundary);
            for (auto it = inner.rbegin(); it != inner.rend(); ++it) {
                pending.push_back({*it, type, part.level + 1});
            }
        } else if (part.level < kMostLevels && type == "message/rfc822" &&
                   part.parent != "multipart/report") {
            pending.push_back({body, type, part.level + 1});
        } else {
            message.leaves.push_back({std::move(headers), std::move(type), part.parent, body});
        }
    }
    return message;
}

ReadableMail read_mail(std::string_view raw) {
    const ParsedMessage message = read_parts(raw);
    const auto decoded = [&](std::string_view name) {
        return decode_words(find_header(message.headers, name));
    };
    ReadableMail mail{
        decoded("From"),
        decoded("To"),
        decoded("Subject"),
        decoded("Date"),
        decoded("Message-ID"),
        {},
        {},
        {}};
    for (const Leaf& leaf : message.leaves) {
        if (leaf.type == "text/plain" && mail.text.empty()) {
            mail.text = leaf.body();
        } else if (leaf.type == "text/html" && mail.html.empty()) {
            mail.html = leaf.body();
        } else {
            mail.attachments.push_back(leaf.type);
        }
    }
    return mail;
}

std::optional<std::chrono::sys_seconds> read_date(std::string_view text) {
    constexpr std::string_view kUtc = " +0000";
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    std::tm fields{};
    in >> std::get_time(&fields, "%a, %d %b %Y %H:%M:%S");
    const std::string rest{std::istreambuf_iterator<char>(in), {}};
    if (in.bad() || rest != kUtc) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{
        std::chrono::year{fields.tm_year + 1900},
        std::chrono::month{static_cast<unsigned>(fields.tm_mon) + 1},
        std::chrono::day{static_cast<unsigned>(fields.tm_mday)}};
    if (!day.ok()) {
        return std::nullopt;
    }
    return std::chrono::sys_days{day} + std::chrono::hours{fields.tm_hour} +
           std::chrono::minutes{fields.tm_min} + std::chrono::seconds{fields.tm_sec};
}

}  // namespace contreseing::mail
