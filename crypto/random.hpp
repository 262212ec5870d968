#pragma once

#include "crypto/bytes.hpp"

#include <array>

namespace contreseing::crypto {

/// Fills `out` from OpenSSL's generator. Throws `Error{Library}` when it has no entropy.
void fill_random(std::span<std::uint8_t> out);

Bytes random_bytes(std::size_t count);

/// A UUID version 7: 48 bits of milliseconds since 1970, 74 random bits. Two made in one
/// millisecond have no order. Source: RFC 9562, 5.7.
std::array<std::uint8_t, 16> uuid_v7(std::uint64_t unix_ms);

}  // namespace contreseing::crypto
