#include "server/http/request.hpp"

#include "server/http/cookies.hpp"
#include "server/http/encoding.hpp"
#include "server/http/error.hpp"
#include "server/http/header_value.hpp"

#include <algorithm>

namespace contreseing::server::http {
namespace {

constexpr std::size_t kMaxTarget = 8192;
constexpr std::ptrdiff_t kMaxSegments = 64;

enum class PairsFault { None, Malformed, NotUtf8, TooMany };

struct Pairs {
    Fields fields;
    PairsFault fault = PairsFault::None;
    std::string culprit;  ///< name of the field at fault, when it could be read
};

/// `a=b&c=d`. Source: WHATWG URL 5.1, without its leniency.
Pairs parse_pairs(std::string_view text, std::size_t limit) {
    Pairs out;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (out.fields.size() == limit) {
            out.fault = PairsFault::TooMany;
            return out;
        }
        const std::size_t equal = pair.find('=');
        const auto name = percent_decode(pair.substr(0, equal), PlusSign::Space);
        const auto value = equal == std::string_view::npos
                               ? std::optional<std::string>{""}
                               : percent_decode(pair.substr(equal + 1), PlusSign::Space);
        const bool name_is_readable = name && is_utf8(*name);
        if (name_is_readable) {
            out.culprit = *name;
        } else {
            out.culprit.clear();
        }
        if (!name || !value || name->empty() || name->find('\0') != std::string::npos ||
            value->find('\0') != std::string::npos) {
            out.fault = PairsFault::Malformed;
            return out;
        }
        if (!name_is_readable || !is_utf8(*value)) {
            out.fault = PairsFault::NotUtf8;
            return out;
        }
        out.fields.add(*name, *value);
    }
    return out;
}

bool parse_path(std::string_view path, Request& request) {
    if (std::count(path.begin(), path.end(), '/') > kMaxSegments) {
        return false;
    }
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string_view written = path.substr(0, path.find('/'));
        path.remove_prefix(written.size());
        auto segment = percent_decode(written, PlusSign::Literal);
        // With a slash inside, nginx reads another path, and its rules and ours must speak of one.
        if (!segment || !is_utf8(*segment) || *segment == "." || *segment == ".." ||
            segment->find('/') != std::string::npos) {
            return false;
        }
        if (!segment->empty()) {
            request.segments.push_back(std::move(*segment));
        }
    }
    return true;
}

}  // namespace

std::chrono::microseconds Request::waited() const {
    using Steady = std::chrono::steady_clock;
    return arrived_at == Steady::time_point{}
               ? std::chrono::microseconds{0}
               : std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - arrived_at);
}

Fields Request::cookies() const {
    return parse_cookies(header("cookie"));
}

Fields Request::form() const {
    if (!equals_ignoring_case(
            media_type(header("content-type")), "application/x-www-form-urlencoded"
        )) {
        throw Error(ErrorKind::UnsupportedMediaType, "not a urlencoded form");
    }
    Pairs pairs = parse_pairs(body, kMaxFormFields);
    switch (pairs.fault) {
        case PairsFault::None:
            return std::move(pairs.fields);
        case PairsFault::Malformed:
            throw Error(ErrorKind::MalformedForm, "malformed form", pairs.culprit);
        case PairsFault::NotUtf8:
            throw Error(ErrorKind::InvalidUtf8, "form is not UTF-8", pairs.culprit);
        case PairsFault::TooMany:
            break;
    }
    throw Error(ErrorKind::TooManyFields, "too many form fields");
}

Multipart Request::multipart() const {
    const std::string_view content_type = header("content-type");
    if (!body_file || !equals_ignoring_case(media_type(content_type), "multipart/form-data")) {
        throw Error(ErrorKind::UnsupportedMediaType, "not a multipart upload");
    }
    return parse_multipart(
        *body_file, multipart_boundary(content_type), multipart_charset(content_type)
    );
}

bool parse_target(std::string_view target, Request& request) {
    if (target.empty() || target.front() != '/' || target.size() > kMaxTarget ||
        !std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; })) {
        return false;
    }
    const std::size_t question = target.find('?');
    request.target = target;
    request.path = target.substr(0, question);
    if (!parse_path(request.path, request)) {
        return false;
    }
    if (question == std::string_view::npos) {
        return true;
    }
    Pairs pairs = parse_pairs(target.substr(question + 1), Request::kMaxFormFields);
    request.query = std::move(pairs.fields);
    return pairs.fault == PairsFault::None;
}

bool wants_html(const Request& request) {
    const std::string_view accept = request.header("accept");
    const std::size_t html = accept.find("text/html");
    const std::size_t json = accept.find("json");
    if (html == json) {
        // It names neither: a person asks for a page, whatever the browser and its extensions say.
        static constexpr std::string_view kForPrograms[] = {
            "/api/", "/health/", "/metrics", "/demo/clock"};
        return request.path.starts_with('/') &&
               std::none_of(
                   std::begin(kForPrograms),
                   std::end(kForPrograms),
                   [&](std::string_view place) { return request.path.starts_with(place); }
               );
    }
    return html < json;
}

}  // namespace contreseing::server::http
