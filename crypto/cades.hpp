#pragma once

#include "crypto/bytes.hpp"
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "crypto/timestamp.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::crypto {

/// Returns an RFC 3161 token (DER ContentInfo) over the SHA-256 of `signature_value`, or throws.
using TimestampSource = std::function<Bytes(ByteView signature_value)>;

/// Room to reserve in a PDF's /Contents for a signature of this library stamped by its own
/// authority; an outside authority may need twice as much.
inline constexpr std::size_t kCmsReservedBytes = 8192;

/// A detached CAdES-B signature (B-T with `timestamps`) in the PAdES profile: DER SignedData over
/// content whose SHA-256 is `digest`, with exactly the signed attributes content-type,
/// message-digest and signing-certificate-v2 (without issuerSerial, without signing-time), the
/// signer's certificate and its chain. Exceptions of `timestamps` pass through; nothing is
/// returned then. Source: EN 319 142-1, 6.3; EN 319 122-1, 5.2.
Bytes sign_detached(
    const Sha256Digest& digest,
    const SigningIdentity& signer,
    const TimestampSource& timestamps = {}
);

/// What makes a signature not acceptable. Several may hold; the order is that of the checks.
enum class CadesProblem : std::uint8_t {
    Malformed,  ///< not one DER SignedData (zero padding after it is allowed)
    NotExactlyOneSigner,
    ContentNotDetached,  ///< content inside the CMS
    WeakAlgorithm,       ///< digest shorter than SHA-256, or neither RSA nor ECDSA
    WrongContentType,    ///< attribute or eContentType is not id-data, or not there once
    WrongMessageDigest,  ///< the document is not the one signed
    SigningTimePresent,  ///< EN 319 142-1, 6.3 forbids it
    SignerCertificateMissing,
    WrongSigningCertificate,  ///< signing-certificate-v2 absent, repeated, or another's
    InvalidSignatureValue,
    TimestampMissing,
    TimestampInvalid,           ///< see `timestamp.problems`
    UntrustedChain,             ///< no path to the roots
    CertificateNotValidAtTime,  ///< expired or not yet valid at the reference time
    KeyUsageForbidsSigning,     ///< no signing usage, or a time-stamping certificate
};

/// Oddities that do not invalidate.
enum class CadesWarning : std::uint8_t {
    SeveralTimestamps,  ///< the first valid one counts
    UnknownUnsignedAttribute,
};

enum class TimestampPolicy : std::uint8_t { Required, Optional };

struct CadesOptions {
    TimestampPolicy timestamp = TimestampPolicy::Required;
    /// When the time-stamp's own chain is judged, and the signer's if there is no time-stamp;
    /// absent: at the time-stamp's genTime.
    std::optional<Instant> validation_time;
};

/// The whole judgement on one signature, as data.
struct CadesReport {
    std::vector<CadesProblem> problems;
    std::vector<CadesWarning> warnings;
    std::optional<Certificate> signer;
    SubjectName subject;  ///< of the signer's certificate
    std::string serial_hex;
    std::optional<TimestampReport> timestamp;  ///< of the first valid token, else of one
    std::string detail;                        ///< OpenSSL's reasons, for logs

    [[nodiscard]] bool valid() const noexcept { return problems.empty(); }
    [[nodiscard]] bool has(CadesProblem problem) const noexcept;
    /// The proved time of the signature, when its token is valid.
    [[nodiscard]] std::optional<Instant> signed_at() const noexcept;
};

/// The name of a problem, such as `wrong_message_digest`: for logs and JSON.
std::string_view to_string(CadesProblem problem) noexcept;
std::string_view to_string(CadesWarning warning) noexcept;

/// Judges a detached signature over `content`, by the digest that it names. The chain of the signer
/// is judged at the time-stamp's genTime, so a certificate that has expired since is fine. Never
/// throws for a bad signature, only when memory or the library fails.
CadesReport verify_detached(
    ByteView cms,
    const ContentDigest& content,
    const TrustRoots& roots,
    const CadesOptions& options = {}
);

}  // namespace contreseing::crypto
