#pragma once

#include "server/http/fields.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::server::http {

enum class SameSite { Strict, Lax };

/// Attributes of a cookie; the defaults are the strict ones, and it ends with the browser.
struct CookieOptions {
    std::string path = "/";
    std::optional<std::chrono::seconds> max_age = std::nullopt;  ///< zero removes the cookie
    bool secure = true;  ///< false only when the site is served without TLS (loopback)
    bool http_only = true;
    SameSite same_site = SameSite::Lax;
};

/// The pairs of a `Cookie` header, malformed ones left out. Source: RFC 6265 4.2.1.
[[nodiscard]] Fields parse_cookies(std::string_view header);

/// The value of a `Set-Cookie` header. Source: RFC 6265 4.1.1.
/// Throws Error(UnusableHeader) when name, value or path could not be written as they are.
[[nodiscard]] std::string format_cookie(
    std::string_view name, std::string_view value, const CookieOptions& options
);

}  // namespace contreseing::server::http
