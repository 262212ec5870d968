#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::text {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// How bytes are written as ASCII. Readers give nullopt for what no writer makes, so that each value
// has one spelling; where a case or a padding is free, it is said.

/// Lower case, two characters a byte.
std::string to_hex(ByteView bytes);
/// The same, behind what `out` holds.
void append_hex(std::string& out, ByteView bytes);
/// Either case.
std::optional<Bytes> from_hex(std::string_view text);
/// The same, of exactly as many bytes as `out` has room for; false, and `out` is of no use, where
/// `text` says another number of them.
[[nodiscard]] bool read_hex(std::string_view text, std::span<std::uint8_t> out);

/// Upper case, without padding, as authenticator applications expect.  Source: RFC 4648, 6.
std::string to_base32(ByteView bytes);
/// Either case, with or without `=` at the end.
std::optional<Bytes> from_base32(std::string_view text);

/// With padding, without line breaks.  Source: RFC 4648, 4.
std::string to_base64(ByteView bytes);

/// With `-` and `_`, without padding.  Source: RFC 4648, 5.
std::string to_base64url(ByteView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

/// Escapes every byte that RFC 3986 2.3 does not call unreserved.
std::string percent_encode(std::string_view text);

enum class PlusSign { Literal, Space };
/// Nothing when an escape is malformed or stands for NUL.
/// Source: RFC 3986 2.1; `PlusSign::Space` is the WHATWG URL form encoding.
std::optional<std::string> percent_decode(std::string_view text, PlusSign plus);

}  // namespace contreseing::text
