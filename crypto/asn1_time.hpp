#pragma once

// Internal: times between ASN.1 and C++.

#include "crypto/bytes.hpp"

#include <ctime>

#include <openssl/asn1.h>

namespace contreseing::crypto {

/// Of a UTCTime or GeneralizedTime, fractions to the microsecond. Throws `Error{Malformed}`.
Instant to_instant(const ASN1_TIME* time);

/// Whole seconds since 1970, rounded down.
std::time_t to_seconds(Instant instant);

}  // namespace contreseing::crypto
