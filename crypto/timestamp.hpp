#pragma once

#include "crypto/bytes.hpp"
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"

#include <memory>
#include <optional>
#include <string>

namespace contreseing::crypto {

/// The built-in time-stamping authority: RFC 3161 tokens signed with one key loaded once. Any
/// number of threads may stamp at once.
class TimestampAuthority {
public:
    /// `identity`'s certificate must have the critical extended key usage timeStamping.
    explicit TimestampAuthority(SigningIdentity identity);
    TimestampAuthority(TimestampAuthority&&) noexcept;
    TimestampAuthority& operator=(TimestampAuthority&&) noexcept;
    ~TimestampAuthority();

    /// A time-stamp token (DER ContentInfo) over a SHA-256 imprint whose genTime is exactly `at`,
    /// to the microsecond. Random serial, accuracy one second, ESSCertIDv2, certificates inside.
    /// Throws `Error{Expired}` when the certificate is not valid at `at`, `Error{Library}`
    /// otherwise. Source: RFC 3161, 2.4.2; RFC 5816; EN 319 422.
    [[nodiscard]] Bytes stamp(const Sha256Digest& imprint, Instant at) const;

    [[nodiscard]] const Certificate& certificate() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What may be wrong with a time-stamp token; several may hold.
enum class TimestampProblem : std::uint8_t {
    Malformed,         ///< not one DER token, or something follows it
    WrongImprint,      ///< it stamps other bytes
    WeakAlgorithm,     ///< imprint or signature over less than SHA-256
    UntrustedChain,    ///< no path from the authority to the roots
    InvalidSignature,  ///< signature, signing certificate attribute, usage or dates of the chain
};

/// What a token says and whether to believe it. `gen_time` of an invalid token proves nothing.
struct TimestampReport {
    std::vector<TimestampProblem> problems;
    std::optional<Instant> gen_time;  ///< present when the token could be read
    std::string serial_hex;
    std::string policy;  ///< dotted OID
    SubjectName authority;
    std::string detail;  ///< OpenSSL's reasons, for logs

    [[nodiscard]] bool valid() const noexcept { return problems.empty() && gen_time.has_value(); }
    [[nodiscard]] bool has(TimestampProblem problem) const noexcept;
};

/// Checks a token over `content`, by the digest that it names: one signer, imprint, signature, ESS
/// certificate attribute, chain to `roots` with critical timeStamping usage. The authority's chain
/// is judged at `validation_time`, or at the token's own genTime when absent. Never throws for a
/// bad token.
TimestampReport verify_timestamp(
    ByteView token,
    const ContentDigest& content,
    const TrustRoots& roots,
    std::optional<Instant> validation_time = std::nullopt
);

}  // namespace contreseing::crypto
