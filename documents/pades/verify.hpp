#pragma once

#include "crypto/cades.hpp"
#include "documents/pdf/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::documents::pades {

using crypto::Instant;
using pdf::ByteView;

/// Source: EN 319 102-1, 5.1.3, table 5.
enum class Indication : std::uint8_t { TotalPassed, TotalFailed, Indeterminate };

/// Source: EN 319 102-1, 5.1.3, table 6. Only those we can come to.
enum class SubIndication : std::uint8_t {
    None,
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    SigConstraintsFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    OutOfBoundsNoPoe,
    NoPoe,
};

/// The standard's own words: `TOTAL-PASSED`, `HASH_FAILURE`…; empty for `None`.
[[nodiscard]] std::string_view words(Indication indication) noexcept;
[[nodiscard]] std::string_view words(SubIndication sub_indication) noexcept;

enum class SignatureRole : std::uint8_t { Certification, Approval, DocumentTimestamp };

/// Something wrong: a stable snake_case code and a detail for logs.
struct Problem {
    std::string code;
    std::string detail;
};

/// The judgement on one signature.
struct SignatureVerdict {
    std::string field;
    SignatureRole role = SignatureRole::Approval;
    bool covers_whole_revision = false;
    std::size_t covered_size = 0;  ///< bytes of the file when it was signed
    crypto::SubjectName signer;
    std::string certificate_serial;
    std::string claimed_time;           ///< `/M`, as written
    std::optional<Instant> stamped_at;  ///< proved by a valid time-stamp
    Indication indication = Indication::Indeterminate;
    SubIndication sub_indication = SubIndication::None;
    std::vector<Problem> problems;
};

/// The judgement on a whole file.
struct Report {
    std::vector<SignatureVerdict> signatures;  ///< oldest first
    std::size_t revisions = 0;
    std::vector<Problem> problems;  ///< about the file; each fails every signature

    /// At least one signature, all TOTAL-PASSED, nothing against the file.
    [[nodiscard]] bool accepted() const noexcept;
};

/// Judges every signature of a PDF: structure, revisions, cryptography, and the signer's chain to
/// `roots` at the time its time-stamp proves. Never throws for bad input.
[[nodiscard]] Report verify(ByteView file, const crypto::TrustRoots& roots);

/// The report in plain English lines, for a terminal.
[[nodiscard]] std::string plain_text(const Report& report);

}  // namespace contreseing::documents::pades
