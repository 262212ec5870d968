#pragma once

#include "crypto/bytes.hpp"

#include <array>
#include <functional>
#include <initializer_list>
#include <memory>

struct evp_md_ctx_st;

namespace contreseing::crypto {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of `bytes`. Source: FIPS 180-4.
Sha256Digest sha256(ByteView bytes);

/// The digests that a signature or a time-stamp of others may use. Source: TS 119 312, 6.
enum class DigestAlgorithm : std::uint8_t { Sha256, Sha384, Sha512 };

/// The digest of `parts`, one after the other.
Bytes digest(DigestAlgorithm algorithm, std::initializer_list<ByteView> parts);

/// The same content under any digest, computed when somebody asks; empty when it is not known.
using ContentDigest = std::function<Bytes(DigestAlgorithm)>;

/// Content of which only the SHA-256 is known.
ContentDigest only_sha256(const Sha256Digest& digest);

/// SHA-256 of bytes that arrive in pieces, such as the two spans of a PDF's ByteRange.
class Sha256 {
public:
    Sha256();
    Sha256& update(ByteView bytes);
    /// The digest of everything given so far; the object starts afresh afterwards.
    Sha256Digest finish();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace contreseing::crypto
