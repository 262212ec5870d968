#pragma once

#include "crypto/bytes.hpp"

#include <array>
#include <memory>

struct evp_md_ctx_st;

namespace contreseing::crypto {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of `bytes`. Source: FIPS 180-4.
Sha256Digest sha256(ByteView bytes);

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
