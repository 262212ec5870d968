#pragma once

#include "crypto/bytes.hpp"

namespace contreseing::crypto {

// Whether bytes are exactly one DER value of a type that proofs carry. Whom they speak of, and
// whether that is true, is not looked at.

[[nodiscard]] bool is_certificate(ByteView der);
/// Source: RFC 5280, 5.1.
[[nodiscard]] bool is_revocation_list(ByteView der);
/// Source: RFC 6960, 4.2.1.
[[nodiscard]] bool is_ocsp_response(ByteView der);
/// A CMS SignedData over a TSTInfo. Source: RFC 3161, 2.4.2.
[[nodiscard]] bool is_timestamp_token(ByteView der);

}  // namespace contreseing::crypto
