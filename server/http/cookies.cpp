#include "server/http/cookies.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"

#include <algorithm>

namespace contreseing::server::http {
namespace {

bool is_cookie_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
    });
}

}  // namespace

Fields parse_cookies(std::string_view header) {
    Fields cookies;
    while (!header.empty()) {
        std::string_view pair = header.substr(0, header.find(';'));
        header.remove_prefix(std::min(header.size(), pair.size() + 1));
        while (!pair.empty() && pair.front() == ' ') {
            pair.remove_prefix(1);
        }
        const std::size_t equal = pair.find('=');
        if (equal == std::string_view::npos) {
            continue;
        }
        const std::string_view name = pair.substr(0, equal);
        const std::string_view value = pair.substr(equal + 1);
        if (is_token(name) && is_cookie_value(value)) {
            cookies.add(std::string(name), std::string(value));
        }
    }
    return cookies;
}

std::string format_cookie(
    std::string_view name, std::string_view value, const CookieOptions& options
) {
    if (!is_token(name) || !is_cookie_value(value) || options.path.empty() ||
        options.path.front() != '/' || !is_cookie_value(options.path)) {
        throw Error(ErrorKind::UnusableHeader, "cookie " + std::string(name));
    }
    std::string out = std::string(name) + "=" + std::string(value) + "; Path=" + options.path;
    if (options.max_age) {
        out += "; Max-Age=" + std::to_string(options.max_age->count());
    }
    if (options.secure) {
        out += "; Secure";
    }
    if (options.http_only) {
        out += "; HttpOnly";
    }
    out += options.same_site == SameSite::Strict ? "; SameSite=Strict" : "; SameSite=Lax";
    return out;
}

}  // namespace contreseing::server::http
