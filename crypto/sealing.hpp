#pragma once

#include "crypto/bytes.hpp"

#include <optional>

namespace contreseing::crypto {

/// AES-256-GCM with a fresh random nonce: version ‖ nonce ‖ ciphertext ‖ tag. `context` is
/// authenticated but not stored: a value sealed for one row does not open in another. `key` is 32
/// bytes. For small secrets at rest; fewer than 2^32 seals with one key. Source: NIST SP 800-38D.
Bytes seal_secret(ByteView key, ByteView plain, ByteView context);

/// The reverse; nullopt when the key, the context or any byte differs.
std::optional<Bytes> open_secret(ByteView key, ByteView sealed, ByteView context);

}  // namespace contreseing::crypto
