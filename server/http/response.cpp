#include "server/http/response.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"
#include "text/file_name.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace contreseing::server::http {
namespace {

constexpr std::array kReserved = {
    std::string_view("content-length"),
    std::string_view("connection"),
    std::string_view("transfer-encoding"),
    std::string_view("date"),
};

bool is_internal_path(std::string_view path) {
    constexpr std::string_view kPrefix = "/_blob/";
    return path.starts_with(kPrefix) && path.size() > kPrefix.size() &&
           path.find("..") == std::string_view::npos &&
           std::all_of(path.begin(), path.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '.' || c == '_' || c == '-' || c == '/';
           });
}

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

}  // namespace

Response Response::html(std::string body, int status) {
    return text(std::move(body), "text/html; charset=utf-8", status);
}

Response Response::json(std::string body, int status) {
    return text(std::move(body), "application/json", status);
}

Response Response::text(std::string body, std::string_view content_type, int status) {
    Response out(status);
    out.header("Content-Type", content_type);
    out.body_ = std::move(body);
    return out;
}

Response Response::redirect(std::string_view to) {
    if (!is_local_path(to)) {
        throw Error(ErrorKind::UnsafeRedirect, "redirect out of the site");
    }
    return std::move(Response(303).header("Location", to));
}

Response Response::file(
    std::string_view internal_path,
    std::string_view file_name,
    std::string_view content_type,
    Disposition disposition
) {
    if (!is_internal_path(internal_path)) {
        throw Error(ErrorKind::UnsafeFile, "not an address of the file cache");
    }
    auto out = file_content({}, file_name, content_type, disposition);
    out.header("X-Accel-Redirect", internal_path);
    return out;
}

Response Response::file_content(
    std::string bytes,
    std::string_view file_name,
    std::string_view content_type,
    Disposition disposition
) {
    const std::string how = disposition == Disposition::Inline ? "inline" : "attachment";
    Response out;
    out.body_ = std::move(bytes);
    out.header("Content-Type", content_type)
        .header(
            "Content-Disposition",
            how + "; filename=\"" + text::ascii_file_name(file_name) + "\"; filename*=UTF-8''" +
                percent_encode(file_name)
        )
        .header("Cache-Control", "no-store");
    return out;
}

Response& Response::header(std::string_view name, std::string_view value) {
    const bool reserved = std::any_of(kReserved.begin(), kReserved.end(), [&](auto word) {
        return equals_ignoring_case(word, name);
    });
    if (reserved || !is_token(name) || has_control(value)) {
        throw Error(ErrorKind::UnusableHeader, "header " + std::string(name));
    }
    headers_.add(std::string(name), std::string(value));
    return *this;
}

Response& Response::header_if_absent(std::string_view name, std::string_view value) {
    const bool present = std::any_of(headers_.begin(), headers_.end(), [&](const Field& field) {
        return equals_ignoring_case(field.name, name);
    });
    return present ? *this : header(name, value);
}

Response& Response::set_cookie(
    std::string_view name, std::string_view value, const CookieOptions& options
) {
    return header("Set-Cookie", format_cookie(name, value, options));
}

bool is_local_path(std::string_view path) {
    return !path.empty() && path.front() == '/' && !path.starts_with("//") &&
           std::all_of(path.begin(), path.end(), [](char c) {
               return c > 0x20 && c < 0x7f && c != '\\';
           });
}

std::string serialize(const Response& response, BodyPart body, bool keep_alive) {
    const bool bodiless = response.status() == 204 || response.status() == 304;
    std::string out = "HTTP/1.1 " + std::to_string(response.status()) + " ";
    out += reason(response.status());
    out += "\r\n";
    for (const Field& field : response.headers()) {
        out += field.name + ": " + field.value + "\r\n";
    }
    if (!bodiless) {
        out += "Content-Length: " + std::to_string(response.body().size()) + "\r\n";
    }
    out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (!bodiless && body == BodyPart::Sent) {
        out += response.body();
    }
    return out;
}

}  // namespace contreseing::server::http
