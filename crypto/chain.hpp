#pragma once

// Internal: what signatures and time-stamps share when certificates are judged.

#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "crypto/openssl_ptr.hpp"

#include <optional>

namespace contreseing::crypto {

/// SHA-256, SHA-384 or SHA-512; nothing for any other.
std::optional<DigestAlgorithm> accepted_digest(const X509_ALGOR* algorithm);

/// RSA or ECDSA, with one of these where the identifier names a digest. The field is not signed,
/// and OpenSSL goes by the key's type and the digest's field: without this, it could say anything.
bool is_accepted_signature(const X509_ALGOR* algorithm);

/// A store that trusts `roots` and judges at `at`: nothing signed below 112 bits of security.
X509StorePtr make_store(const TrustRoots& roots, Instant at);

/// A stack with its own references.
X509StackPtr make_stack(const std::vector<Certificate>& certificates);

/// X509_V_OK, or the X509_V_ERR_… of the path from `certificate` to `roots` at `at`, with the help
/// of `others`. Without an instant the path is judged, and not its dates.
int judge_chain(
    X509* certificate, STACK_OF(X509) * others, const TrustRoots& roots, std::optional<Instant> at
);

/// Whether a problem of `judge_chain` says that no path leads to the roots, and not that
/// something on the path is wrong.
bool is_without_path(int problem);

}  // namespace contreseing::crypto
