#include "server/http/security_headers.hpp"

namespace contreseing::server::http {

void add_security_headers(const Request& request, Response& response) {
    response
        .header_if_absent(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "frame-src 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; "
            "base-uri 'none'"
        )
        .header_if_absent("Referrer-Policy", "no-referrer")
        .header_if_absent("X-Content-Type-Options", "nosniff")
        .header_if_absent("Cache-Control", "no-store")
        .header_if_absent("Cross-Origin-Opener-Policy", "same-origin")
        .header_if_absent("Cross-Origin-Resource-Policy", "same-origin");
    if (request.header("scheme") == "https") {
        response.header_if_absent("Strict-Transport-Security", "max-age=31536000");
    }
}

}  // namespace contreseing::server::http
