#pragma once

#include "crypto/bytes.hpp"
#include "crypto/certificate.hpp"
#include "crypto/timestamp.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::crypto {

/// Certificate policy of single-use certificates: "signature simple, non qualifiée".
inline constexpr const char* kSimpleSignaturePolicy =
    "2.25.122363563246179974481767917308947270532.1";
/// Policy of the seal: "contrôle d'intégrité, ne vaut ni signature ni accord".
inline constexpr const char* kSealPolicy = "2.25.122363563246179974481767917308947270532.3";
/// Policy of the built-in time-stamping authority.
inline constexpr const char* kTimestampPolicy = "2.25.122363563246179974481767917308947270532.2";

/// Who gets a single-use certificate. UTF-8; each text is cut at 64 characters (X.520 upper
/// bounds), control and bidirectional characters are left out, invalid bytes replaced.
struct Signatory {
    std::string name;  ///< must not be empty
    std::string office;
    std::string organisation;
};

/// When a certificate of the installation ends, for health checks.
struct CertificateStatus {
    std::string role;  ///< `root`, `issuing`, `seal`, `timestamp`
    Instant not_before;
    Instant not_after;
};

/// The installation's internal certification authority: a root, an issuing authority below it, the
/// seal of the établissement support, and the time-stamping authority. All P-256. The folder holds
/// `root`, `issuing`, `seal` and `timestamp`, each as `.key` (0600) and `.crt` (0644). `root.key`
/// is needed only to create and may be taken offline. Any thread may use a loaded authority.
/// Single-use certificates live one hour and need no revocation (id-etsi-ext-valassured-ST-certs);
/// revocation lists for the others are not made yet.
class Authority {
public:
    /// Makes the folder (0700) whole or not at all. `organisation` is the établissement support,
    /// cut as in `Signatory`. `passphrase` empty: keys are not encrypted. Throws
    /// `Error{AlreadyExists}` when the folder has anything in it.
    static void create(
        const std::filesystem::path& folder,
        std::string_view organisation,
        Instant now,
        std::string_view passphrase = {}
    );

    /// Throws `Error{Missing}`, `Error{UnsafeFile}` or `Error{Malformed}` naming the file, also
    /// when a key does not belong to its certificate.
    static Authority load(const std::filesystem::path& folder, std::string_view passphrase = {});

    Authority(Authority&&) noexcept;
    Authority& operator=(Authority&&) noexcept;
    ~Authority();

    /// A fresh P-256 key and its certificate: subject CN, title and O, key usage nonRepudiation,
    /// policy `kSimpleSignaturePolicy`, valid from five minutes before `at` to one hour after,
    /// random 128-bit serial. The key is nowhere else and is wiped with the returned value. Throws
    /// `Error{InvalidArgument}` for an empty name, `Error{Expired}` when the issuing authority is
    /// not valid at `at`. Source: EN 319 412-2; EN 319 412-1, 5.2 (validity assured, short term).
    [[nodiscard]] SigningIdentity issue_single_use(const Signatory& signatory, Instant at) const;

    /// The certifying seal.
    [[nodiscard]] const SigningIdentity& seal() const noexcept;
    [[nodiscard]] const TimestampAuthority& timestamps() const noexcept;

    /// The root, as a verifier's trust anchor.
    [[nodiscard]] TrustRoots roots() const;
    [[nodiscard]] std::string root_certificate_pem() const;

    /// Root, issuing, seal, timestamp, in this order.
    [[nodiscard]] std::vector<CertificateStatus> status() const;
    /// The earliest end among them: from then on, something refuses to sign or stamp.
    [[nodiscard]] Instant first_expiry() const;

private:
    struct Impl;
    explicit Authority(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace contreseing::crypto
