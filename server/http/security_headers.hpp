#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"

namespace contreseing::server::http {

/// Adds the headers every answer carries, unless the handler has set its own: strict CSP, no
/// referrer, no sniffing, no storing, same-origin isolation, and HSTS when the client came by
/// TLS. The router calls it; handlers need not.
/// `frame-src 'self'` lets a page embed the PDF of the act; everything else comes from this site
/// or not at all. Source: CSP Level 3; RFC 6797 7.2 (no HSTS over plain HTTP).
void add_security_headers(const Request& request, Response& response);

}  // namespace contreseing::server::http
