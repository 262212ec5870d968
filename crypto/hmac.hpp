#pragma once

#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"

#include <array>
#include <string>

namespace contreseing::crypto {

/// HMAC-SHA-256. Source: RFC 2104, RFC 4231.
Sha256Digest hmac_sha256(ByteView key, ByteView message);

/// HMAC-SHA-1, only because RFC 6238 authenticators know nothing else.
std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView message);

/// Compares in a time that depends on the lengths only.
[[nodiscard]] bool constant_time_equal(ByteView a, ByteView b) noexcept;

/// The last `digits` (1 to 9) decimal digits of the 31 bits that the last nibble of `mac` points
/// at, with leading zeros. `mac` is at least 20 bytes. Source: RFC 4226, 5.3.
std::string truncate_to_digits(ByteView mac, int digits);

}  // namespace contreseing::crypto
