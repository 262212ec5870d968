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
    TimestampOrderFailure,
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

/// What follows from a report for whoever holds the file.
enum class Conclusion : std::uint8_t {
    Accepted,
    Incomplete,  ///< sound, and signature fields wait for somebody
    Undecided,   ///< no path to the roots, no proved time, over budget…
    Failed,
};

/// The stable word of a conclusion: `accepted`, `incomplete`, `undecided`, `NOT accepted`.
[[nodiscard]] std::string_view words(Conclusion conclusion) noexcept;

/// The name of the rules that `verify` applies: signatures of level B-T or above by RSA or ECDSA
/// over SHA-256 to SHA-512, at the time that a time-stamp of the same roots proves, every later
/// update explained (`pdf::check_structure`). Revocation is not looked at. It changes with the
/// rules.
inline constexpr std::string_view kPolicy = "contreseing-3";

/// The judgement on a whole file.
struct Report {
    std::vector<SignatureVerdict> signatures;  ///< oldest first
    std::size_t revisions = 0;
    std::vector<Problem> problems;  ///< about the file; each fails every signature
    /// Empty signature fields, the one kept for an archive time-stamp left out.
    std::vector<std::string> unsigned_fields;
    bool over_budget = false;  ///< reading was given up; `problems` says where

    /// Accepted: at least one signature, all TOTAL-PASSED, nothing against the file, and no field
    /// left empty, unless a time-stamp over the whole document came after the last signature: who
    /// archives an act waits for nobody.
    [[nodiscard]] Conclusion conclusion() const noexcept;
    [[nodiscard]] bool accepted() const noexcept { return conclusion() == Conclusion::Accepted; }
};

/// Judges every signature of a PDF: structure, revisions, cryptography, and the signer's chain to
/// `roots` at the time its time-stamp proves. A time-stamp of more than five minutes after `now`,
/// or before one that it covers, proves nothing. Never throws for bad input.
[[nodiscard]] Report verify(ByteView file, const crypto::TrustRoots& roots, Instant now);

/// The report in plain English lines with stable words, the conclusion last; control characters
/// and line breaks of the file are left out. Every signature has its line; of what is wrong, the
/// first 200 findings are listed and the others counted, and names are cut at 300 bytes: a file
/// chooses neither how long its report is nor, by that, whether there is one.
[[nodiscard]] std::string plain_text(const Report& report);

}  // namespace contreseing::documents::pades
