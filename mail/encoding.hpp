#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace contreseing::mail {

/// Base64 without line breaks.  Source: RFC 4648 4.
[[nodiscard]] std::string base64(std::string_view bytes);
/// Base64 in lines of 76 characters ended by CRLF.  Source: RFC 2045 6.8.
[[nodiscard]] std::string base64_lines(std::string_view bytes);
/// UTF-8 text (line breaks `\n` or CRLF, a lone CR is encoded) as quoted-printable: pure ASCII,
/// lines of at most 76 characters, CRLF between lines.  Source: RFC 2045 6.7.
[[nodiscard]] std::string quoted_printable(std::string_view text);
/// `text` for an unstructured header or a display name: as it is when it is plain ASCII words,
/// else encoded words (UTF-8, base64) that never cut a character. Parts are separated by single
/// spaces, where the caller may fold; `text` is one line (`is_safe_line`).
/// Source: RFC 2047 2, 5; never inside quotes.
[[nodiscard]] std::string encode_words(std::string_view text);
/// A header line `name: value` CRLF, folded at spaces so that no line passes 76 characters
/// unless one word does.  Source: RFC 5322 2.2.3.
[[nodiscard]] std::string fold_header(std::string_view name, std::string_view value);

}  // namespace contreseing::mail
