#pragma once

// Internal: serial numbers and object identifiers as text.

#include "crypto/openssl_ptr.hpp"

#include <string>

namespace contreseing::crypto {

/// A positive number of exactly 16 random bytes.
Asn1IntegerPtr random_serial();

/// Lower-case hexadecimal of the magnitude, as many bytes as it needs, at least one.
std::string integer_hex(const ASN1_INTEGER* number);

/// Such as `2.5.29.32`; empty when it is longer than 127 characters.
std::string dotted_oid(const ASN1_OBJECT* object);

}  // namespace contreseing::crypto
