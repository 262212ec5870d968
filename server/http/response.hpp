#pragma once

#include "server/http/cookies.hpp"
#include "server/http/fields.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::http {

enum class Disposition { Inline, Attachment };

/// An answer as a value. Nothing is sent before the handler has returned it.
class Response {
public:
    explicit Response(int status = 200) : status_(status) {}

    [[nodiscard]] static Response html(std::string body, int status = 200);
    /// `body` is JSON text already.
    [[nodiscard]] static Response json(std::string body, int status = 200);
    /// Any other text: CSV, metrics, an e-mail's source.
    [[nodiscard]] static Response text(
        std::string body, std::string_view content_type, int status = 200
    );
    [[nodiscard]] static Response no_content() { return Response(204); }

    /// 303 to an address of this site. Throws Error(UnsafeRedirect) unless `is_local_path(to)`.
    [[nodiscard]] static Response redirect(std::string_view to);

    /// Has nginx send a file of the cache: `internal_path` is its address under `/_blob/`, made of
    /// letters, digits, `.`, `_`, `-` and `/`. `file_name` (UTF-8) is what the browser calls it.
    /// The answer is never stored by a browser or a proxy. Ranges are nginx's work.
    /// Throws Error(UnsafeFile). Source: RFC 6266 for the name in two forms.
    [[nodiscard]] static Response file(
        std::string_view internal_path,
        std::string_view file_name,
        std::string_view content_type,
        Disposition disposition
    );

    /// As `file`, with the bytes themselves; they are held to the size of an answer.
    [[nodiscard]] static Response file_content(
        std::string bytes,
        std::string_view file_name,
        std::string_view content_type,
        Disposition disposition
    );

    /// Adds a header. Throws Error(UnusableHeader) for what could split or garble the response,
    /// and for Content-Length, Connection, Transfer-Encoding and Date, which are not ours to set.
    Response& header(std::string_view name, std::string_view value);
    /// Adds a header unless one of that name is there (names compared without case).
    Response& header_if_absent(std::string_view name, std::string_view value);
    /// Throws Error(UnusableHeader), see `format_cookie`.
    Response& set_cookie(
        std::string_view name, std::string_view value, const CookieOptions& options = {}
    );

    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] const Fields& headers() const { return headers_; }
    [[nodiscard]] const std::string& body() const { return body_; }

private:
    int status_;
    Fields headers_;
    std::string body_;
};

/// True for an address of this site: one leading slash, no second one, no backslash, printable
/// ASCII only. What a `next` parameter must satisfy.
[[nodiscard]] bool is_local_path(std::string_view path);

enum class BodyPart { Sent, Omitted };

/// The bytes of the response. `BodyPart::Omitted` answers HEAD: the length of what GET would send.
/// No `Date`: nginx writes its own. Source: RFC 9112; no length on 204 and 304 (RFC 9110 8.6).
[[nodiscard]] std::string serialize(const Response& response, BodyPart body, bool keep_alive);

}  // namespace contreseing::server::http
