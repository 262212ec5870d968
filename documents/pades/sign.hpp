#pragma once

#include "crypto/cades.hpp"
#include "crypto/digest.hpp"
#include "crypto/timestamp.hpp"
#include "documents/pdf/appearance.hpp"
#include "documents/pdf/bytes.hpp"

#include <string>
#include <vector>

namespace contreseing::documents::pades {

using crypto::Instant;
using pdf::Bytes;
using pdf::ByteView;

/// Bytes reserved for a CMS: one of ours with its token and chains has about 3 kB (measured by
/// `Sign.StaysUnderFourteenKilobytesPerSignature`).
inline constexpr std::size_t kReservedBytes = 5120;

/// Who signs, who stamps, and the anchors against which the result is checked before it is given
/// back. References; they must live until the call returns.
struct Means {
    const crypto::SigningIdentity& identity;
    const crypto::TimestampSource& timestamps;
    const crypto::TrustRoots& roots;
};

/// The built-in authority as a source of time-stamps, all at `at`. `authority` must outlive it.
[[nodiscard]] crypto::TimestampSource stamps_of(
    const crypto::TimestampAuthority& authority, Instant at
);

struct SignedRevision {
    Bytes appended;
    crypto::Sha256Digest sha256;     ///< of the whole file, this revision included
    std::string certificate_serial;  ///< lower-case hexadecimal
};

/// The certifying seal (DocMDP P=2) on a document that ingest wrote: the whole certified file.
/// `reason` is the text of /Reason. Throws like `sign`.
[[nodiscard]] Bytes certify(
    ByteView ingested, const Means& means, Instant at, const std::string& reason
);

/// One signatory's PAdES B-T signature as the next revision of `tip`, in the empty field `field`.
/// Nothing is returned that our own verifier does not accept. Throws `pdf::Error`, `crypto::Error`,
/// what the time-stamp source throws, and `Error{SelfCheckFailed}`.
/// Source: EN 319 142-1, 6.3, level B-T.
[[nodiscard]] SignedRevision sign(
    ByteView tip,
    const std::string& field,
    const Means& means,
    Instant at,
    const pdf::Appearance& appearance
);

/// Certifies and signs every field of `slots` with a throw-away key and verifies the result, to
/// learn before anyone is invited that this document can be signed. Needs no authority. Throws
/// `Error{TrialFailed}` or what `sign` throws.
void trial_sign(ByteView ingested, const std::vector<int>& slots, Instant at);

}  // namespace contreseing::documents::pades
