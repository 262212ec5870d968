#include "mail/reader.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <ctime>
#include <gmime/gmime.h>
#include <iomanip>
#include <iterator>
#include <locale>
#include <memory>
#include <sstream>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace contreseing::mail {
namespace {

constexpr std::size_t kMostLevels = 16;
constexpr std::size_t kMostParts = 200;
constexpr std::size_t kMostGroups = 200;

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

std::string taken(char* text) {
    std::string out(text == nullptr ? "" : text);
    g_free(text);
    return out;
}

/// GMime made ready, once for the process.
GMimeParserOptions* parser_options() {
    static GMimeParserOptions* const options = [] {
#ifdef __SANITIZE_ADDRESS__
        const __lsan::ScopedDisabler once;  // an entry that is replaced below is never freed
#endif
        g_mime_init();
        // A message within a message is opened here, level by level: the library would read its
        // addresses too, by recursion without end (`To: a:a:a:…`).
        for (const char* const subtype : {"rfc822", "rfc2822", "global", "news", "partial"}) {
            g_mime_object_register_type("message", subtype, g_mime_part_get_type());
        }
        const char* charsets[] = {"utf-8", "windows-1252", "iso-8859-1", nullptr};
        auto* made = g_mime_parser_options_new();
        g_mime_parser_options_set_fallback_charsets(made, charsets);
        return made;
    }();
    return options;
}

Object<GMimeObject> parsed(std::string_view raw) {
    auto* const options = parser_options();
    const Object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    return Object<GMimeObject>(g_mime_parser_construct_part(parser.get(), options));
}

/// GMime 3.2.13 drops what follows a padded word of base64 in a run of words in base64 (its issue
/// 133): an empty word of another kind ends the run.
std::string with_padded_words_apart(std::string header) {
    constexpr std::string_view kPadded = "=?= ";
    constexpr std::string_view kNothing =
        "=?us-ascii?Q?"
        "?= ";  // one literal would be a trigraph
    for (auto at = header.find(kPadded); at != std::string::npos; at = header.find(kPadded, at)) {
        at += kPadded.size();
        header.insert(at, kNothing);
    }
    return header;
}

Headers headers_of(GMimeObject* part) {
    Headers headers;
    auto* const list = g_mime_object_get_header_list(part);
    const int count = g_mime_header_list_get_count(list);
    for (int i = 0; i < count; ++i) {
        auto* const header = g_mime_header_list_get_header_at(list, i);
        const char* const raw = g_mime_header_get_raw_value(header);
        auto unfolded = taken(g_mime_utils_header_unfold(raw == nullptr ? "" : raw));
        std::replace(unfolded.begin(), unfolded.end(), '\t', ' ');
        unfolded = with_padded_words_apart(std::move(unfolded));
        headers.push_back(
            {g_mime_header_get_name(header),
             taken(g_mime_utils_header_decode_text(parser_options(), unfolded.c_str()))}
        );
    }
    return headers;
}

std::string type_of(GMimeObject* part) {
    auto* const type = g_mime_object_get_content_type(part);
    const char* const media = g_mime_content_type_get_media_type(type);
    const char* const subtype = g_mime_content_type_get_media_subtype(type);
    return media == nullptr || subtype == nullptr
               ? "text/plain"
               : text::lower_ascii(media) + '/' + text::lower_ascii(subtype);
}

/// `bytes` read as `charset`, or nullopt when they are no text of it.
std::optional<std::string> converted(const std::string& bytes, const char* charset) {
    gsize length = 0;
    char* const made = g_convert(
        bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8", charset, nullptr, &length, nullptr
    );
    if (made == nullptr) {
        return std::nullopt;
    }
    std::string text(made, length);
    g_free(made);
    return text;
}

std::string in_utf8(std::string bytes, const char* charset) {
    const std::string named = text::lower_ascii(charset == nullptr ? "utf-8" : charset);
    // What programs of Windows call ISO-8859-1 is theirs.  Source: WHATWG Encoding 4.2.
    const bool latin = named == "iso-8859-1" || named == "latin1" || named == "us-ascii";
    if (named == "utf-8" || latin) {
        if (text::is_utf8(bytes)) {
            return bytes;
        }
    } else if (auto text = converted(bytes, charset)) {
        return *std::move(text);
    }
    auto text = converted(bytes, "windows-1252");
    return text ? *std::move(text) : bytes;
}

std::string body_of(GMimePart* part) {
    auto* const content = g_mime_part_get_content(part);
    if (content == nullptr) {
        return {};
    }
    auto* const bytes = g_byte_array_new();
    const Object<GMimeStream> stream(g_mime_stream_mem_new_with_byte_array(bytes));
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    std::string body(reinterpret_cast<const char*>(bytes->data), bytes->len);
    return GMIME_IS_TEXT_PART(part)
               ? in_utf8(std::move(body), g_mime_text_part_get_charset(GMIME_TEXT_PART(part)))
               : body;
}

/// What is left to open, the next part last.
struct Pending {
    Object<GMimeObject> part;
    std::string parent;
    std::size_t level = 0;
};

void open_multipart(
    std::vector<Pending>& pending,
    GMimeMultipart* parts,
    const Pending& whole,
    const std::string& type
) {
    const auto count = std::min(
        g_mime_multipart_get_count(parts),
        static_cast<int>(kMostParts - std::min(kMostParts, pending.size()))
    );
    if (count == 0) {
        // Without a boundary, or with one that never comes, everything stands before the parts.
        const char* const text = g_mime_multipart_get_prologue(parts);
        auto* const stub = GMIME_OBJECT(g_mime_text_part_new());
        g_mime_text_part_set_text(GMIME_TEXT_PART(stub), text == nullptr ? "" : text);
        pending.push_back({Object<GMimeObject>(stub), type, whole.level + 1});
    }
    for (int i = count; i-- > 0;) {
        auto* const part = g_mime_multipart_get_part(parts, i);
        g_object_ref(part);
        pending.push_back({Object<GMimeObject>(part), type, whole.level + 1});
    }
}

bool is_message(std::string_view type) {
    return type == "message/rfc822" || type == "message/rfc2822" || type == "message/global";
}

/// Without the line that a mailbox file begins a message with, and never without a header: the
/// library takes a message without any for none.
std::string with_header(std::string_view raw) {
    if (raw.starts_with("From ") || raw.starts_with(">From ")) {
        raw.remove_prefix(std::min(raw.size(), raw.find('\n') + 1));
    }
    const auto line = raw.substr(0, raw.find('\n'));
    const bool header = line.find(':') != std::string_view::npos;
    const bool body = line.empty() || line == "\r";
    return (header ? "" : body ? "X-None:\n" : "X-None:\n\n") + std::string(raw);
}

}  // namespace

std::string_view find_header(const Headers& headers, std::string_view name) noexcept {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header& header) {
        return std::equal(
            header.name.begin(),
            header.name.end(),
            name.begin(),
            name.end(),
            [](char a, char b) { return text::lower_ascii(a) == text::lower_ascii(b); }
        );
    });
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

ParsedMessage read_parts(std::string_view raw) {
    ParsedMessage message;
    std::vector<Pending> pending;
    if (auto whole = parsed(with_header(raw))) {
        message.headers = headers_of(whole.get());
        pending.push_back({std::move(whole), "", 0});
    }
    while (!pending.empty() && message.leaves.size() < kMostParts) {
        const Pending part = std::move(pending.back());
        pending.pop_back();
        auto* const object = part.part.get();
        const auto type = type_of(object);
        if (GMIME_IS_MULTIPART(object)) {
            if (part.level < kMostLevels) {
                open_multipart(pending, GMIME_MULTIPART(object), part, type);
            }
            continue;
        }
        std::string body = GMIME_IS_PART(object) ? body_of(GMIME_PART(object)) : std::string{};
        const bool opened =
            is_message(type) && part.parent != "multipart/report" && part.level < kMostLevels;
        auto inner = opened ? parsed(with_header(body)) : nullptr;
        if (inner) {
            pending.push_back({std::move(inner), type, part.level + 1});
        } else {
            message.leaves.push_back({type, part.parent, std::move(body)});
        }
    }
    return message;
}

std::vector<Headers> read_field_groups(std::string_view text) {
    std::vector<Headers> groups;
    std::string group;
    while (!text.empty() && groups.size() < kMostGroups) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            group.append(line) += '\n';
        }
        if ((line.empty() || text.empty()) && !group.empty()) {
            if (const auto fields = parsed(group + '\n')) {
                groups.push_back(headers_of(fields.get()));
            }
            group.clear();
        }
    }
    return groups;
}

ReadableMail read_mail(std::string_view raw) {
    ParsedMessage message = read_parts(raw);
    const auto value = [&](std::string_view name) {
        return std::string(find_header(message.headers, name));
    };
    ReadableMail mail{
        value("From"),
        value("To"),
        value("Subject"),
        value("Date"),
        value("Message-ID"),
        {},
        {},
        {}};
    for (Leaf& leaf : message.leaves) {
        if (leaf.type == "text/plain" && mail.text.empty()) {
            mail.text = std::move(leaf.body);
        } else if (leaf.type == "text/html" && mail.html.empty()) {
            mail.html = std::move(leaf.body);
        } else {
            mail.attachments.push_back(std::move(leaf.type));
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
