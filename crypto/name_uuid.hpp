#pragma once

#include "crypto/bytes.hpp"

#include <array>

namespace contreseing::crypto {

using Uuid = std::array<std::uint8_t, 16>;

/// UUIDv5 of `name` in the name space `space`: the same two always make the same id. Its SHA-1
/// protects nothing. Source: RFC 9562, 5.5.
Uuid name_uuid(const Uuid& space, ByteView name);

}  // namespace contreseing::crypto
