#pragma once

#include "crypto/certificate.hpp"
#include "tests/unit/documents/handmade_update.hpp"

struct evp_md_st;

namespace contreseing::tests {

/// The key of an outside time-stamping authority.
enum class OutsideKey { Rsa2048, Rsa3072, Rsa4096, P256, P384, P521 };

/// The root of an outside time-stamping authority, its own.
const crypto::Certificate& outside_root(OutsideKey key = OutsideKey::Rsa2048);

/// A token over `imprint` of the covered bytes, signed over `digest` by the outside authority.
documents::pdf::Bytes outside_token(
    documents::pdf::ByteView covered,
    const evp_md_st* imprint,
    const evp_md_st* digest,
    crypto::Instant at,
    OutsideKey key = OutsideKey::Rsa2048
);

/// A person's signature in our profile over another digest, stamped outside.
MakeCms person_with(
    int slot,
    const evp_md_st* digest,
    const evp_md_st* imprint,
    OutsideKey key = OutsideKey::Rsa2048
);

}  // namespace contreseing::tests
