#pragma once

#include "crypto/bytes.hpp"

#include <optional>
#include <string>

namespace contreseing::crypto {

/// Upper case, without padding, as authenticator applications expect. Source: RFC 4648, 6.
std::string to_base32(ByteView bytes);
/// Either case, with or without `=` at the end; anything else, white space included, is nullopt.
std::optional<Bytes> from_base32(std::string_view text);

}  // namespace contreseing::crypto
