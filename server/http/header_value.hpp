#pragma once

#include "server/http/fields.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::server::http {

/// `text` without the blanks and tabulations around it.
[[nodiscard]] std::string_view trim(std::string_view text);

/// What a backslash does inside quotes.
enum class Escapes {
    OfMime,   ///< stands before any character. Source: RFC 2045 5.1, RFC 5322 3.2.4
    OfForms,  ///< only before `"` and `\`, as older browsers write a path; and `%22` is a `"`.
              ///< Source: WHATWG HTML 4.10.21.8
};

/// `form-data; name="file"; filename=plan.pdf`.
struct HeaderValue {
    std::string value;
    Fields parameters;  ///< names as written
};

/// A value and its parameters, quoted or not, with blanks wherever the grammar lets them stand.
/// Nothing when a name is no token, a quote is left open, or something stands between two
/// parameters. An unquoted value may hold anything but blanks, quotes and semicolons: senders
/// leave the quotes out of boundaries that need them.
/// Source: RFC 2045 5.1, RFC 2183 2, RFC 9110 5.6.6.
[[nodiscard]] std::optional<HeaderValue> parse_header_value(std::string_view text, Escapes escapes);

/// The parameter of that name, case aside; nothing when there is none. Throws
/// Error(MalformedMultipart) when there are several: readers would differ on which one counts.
[[nodiscard]] std::optional<std::string> only(const Fields& parameters, std::string_view name);

/// `type/subtype` of a Content-Type, without its parameters.
[[nodiscard]] std::string_view media_type(std::string_view content_type);

/// `bytes` of `charset` in UTF-8; no charset, UTF-8 and US-ASCII leave them as they are. Nothing
/// when the bytes are none of that charset, or when it is none of those that forms come in:
/// ISO 8859-1, ISO 8859-15, Windows-1252.
[[nodiscard]] std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace contreseing::server::http
