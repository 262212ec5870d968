#pragma once

#include "server/http/fields.hpp"
#include "server/http/multipart.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::http {

/// A request as nginx let it through, decoded and checked. Handlers see nothing else of HTTP.
struct Request {
    static constexpr std::size_t kMaxFormFields = 400;

    std::string method;
    std::string target;  ///< raw, with the query; may hold a link's secret: never log it
    std::string path;    ///< raw, without the query
    std::vector<std::string> segments;  ///< decoded, UTF-8, none empty
    Fields query;                       ///< decoded, UTF-8, in order
    Fields params;                      ///< what the route's `:name` parts matched
    /// Only what nginx's white list passes, in lower case: host, scheme, cookie, content-type,
    /// accept, accept-language, user-agent, origin, if-match, if-none-match,
    /// sec-fetch-site, idempotency-key, authorization, range.
    Fields headers;
    std::string client_address;  ///< of nginx's peer, never taken from a client's header
    std::string request_id;      ///< nginx's; it may be shown to the client and is in the logs
    std::string body;            ///< at most 1 MiB; empty for an upload
    std::optional<std::filesystem::path> body_file;  ///< an upload; removed when the request ends
    std::chrono::steady_clock::time_point arrived_at{};  ///< to measure with, not a date

    /// Since it arrived: what it spent in the queue is no delay of whoever sent it. Zero for a
    /// request that nobody received (a test's).
    [[nodiscard]] std::chrono::microseconds waited() const;

    [[nodiscard]] std::string_view header(std::string_view name) const { return headers.get(name); }
    [[nodiscard]] std::string_view param(std::string_view name) const { return params.get(name); }

    /// The cookies, in the order sent; a malformed pair is left out, because a stray cookie of
    /// the same site must not lock a person out.
    [[nodiscard]] Fields cookies() const;

    /// The fields of an `application/x-www-form-urlencoded` body.
    /// Throws Error: UnsupportedMediaType, MalformedForm, InvalidUtf8, TooManyFields.
    [[nodiscard]] Fields form() const;

    /// The fields and the file of a `multipart/form-data` upload, see `parse_multipart`.
    /// Throws Error: UnsupportedMediaType (also when the address takes no upload) and those of
    /// `parse_multipart`.
    [[nodiscard]] Multipart multipart() const;
};

/// Fills target, path, segments and query. False: the target is malformed and deserves a 400.
/// Refused: anything but printable ASCII, bad escapes, NUL, text that is not UTF-8, `.` and `..`
/// segments however written, more than 64 segments, more than 8192 bytes.
[[nodiscard]] bool parse_target(std::string_view target, Request& request);

/// True for a person with a browser: the `Accept` header names HTML and does not prefer JSON, or
/// names neither and the path is a page's, not `/api/`, `/health/`, `/metrics` or `/demo/clock`.
[[nodiscard]] bool wants_html(const Request& request);

}  // namespace contreseing::server::http
