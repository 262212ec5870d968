#pragma once

#include "crypto/bytes.hpp"

#include <optional>
#include <string>

namespace contreseing::crypto {

/// The 30-second step that `at` lies in, since 1970.
std::int64_t totp_step(Instant at);

/// The six digits of a step: HOTP with HMAC-SHA-1. Source: RFC 6238, 4; RFC 4226, 5.3.
std::string totp_code(ByteView secret, std::int64_t step);

/// The step whose code `code` is, among the one before `at`, its own and the one after; nullopt
/// when none. The caller refuses a step not later than the last one it accepted (replay).
/// Source: RFC 6238, 5.2.
std::optional<std::int64_t> match_totp(ByteView secret, std::string_view code, Instant at);

/// A fresh 20-byte secret. Source: RFC 4226, 4 (R6).
Bytes new_totp_secret();

/// `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=…&algorithm=SHA1&digits=6&period=30`,
/// percent-encoded, for a QR code.
std::string totp_uri(ByteView secret, std::string_view issuer, std::string_view account);

}  // namespace contreseing::crypto
