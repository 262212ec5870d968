#pragma once

// Internal: serial numbers.

#include "crypto/openssl_ptr.hpp"

#include <string>

namespace contreseing::crypto {

/// A positive number of exactly 16 random bytes.
Asn1IntegerPtr random_serial();

/// Lower-case hexadecimal of the magnitude, as many bytes as it needs, at least one.
std::string integer_hex(const ASN1_INTEGER* number);

}  // namespace contreseing::crypto
