#pragma once

#include "crypto/bytes.hpp"

#include <optional>
#include <string>

namespace contreseing::crypto {

/// Lower case, two characters a byte.
std::string to_hex(ByteView bytes);
/// Either case; an odd length or any other character is nullopt.
std::optional<Bytes> from_hex(std::string_view text);

}  // namespace contreseing::crypto
