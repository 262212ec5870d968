#pragma once

#include "crypto/certificate.hpp"
#include "tests/unit/documents/handmade_update.hpp"

struct evp_md_st;

namespace contreseing::tests {

/// The root of an outside time-stamping authority (RSA, its own root).
const crypto::Certificate& outside_root();

/// A token over `imprint` of the covered bytes, signed over `digest` by the outside authority.
documents::pdf::Bytes outside_token(
    documents::pdf::ByteView covered,
    const evp_md_st* imprint,
    const evp_md_st* digest,
    crypto::Instant at
);

/// A person's signature in our profile over another digest, stamped outside.
MakeCms person_with(int slot, const evp_md_st* digest, const evp_md_st* imprint);

}  // namespace contreseing::tests
