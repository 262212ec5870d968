#pragma once

#include "crypto/bytes.hpp"

#include <optional>
#include <string>

namespace contreseing::crypto {

/// Base64 with `-` and `_`, without padding. Source: RFC 4648, 5.
std::string to_base64url(ByteView bytes);
/// The reverse. Padding, white space, other characters and non-zero unused bits are refused, so
/// that each value has one spelling.
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace contreseing::crypto
