#include "documents/pades/verify.hpp"

#include "crypto/timestamp.hpp"
#include "crypto/validation_data.hpp"
#include "documents/pdf/structure_check.hpp"

#include <algorithm>
#include <chrono>

namespace contreseing::documents::pades {
namespace {

using crypto::CadesProblem;

struct Outcome {
    Indication indication;
    SubIndication sub_indication;
};

/// What one problem of a CMS means in the standard's words.
Outcome outcome_of(CadesProblem problem) {
    switch (problem) {
        case CadesProblem::WrongMessageDigest:
            return {Indication::TotalFailed, SubIndication::HashFailure};
        case CadesProblem::InvalidSignatureValue:
            return {Indication::TotalFailed, SubIndication::SigCryptoFailure};
        case CadesProblem::SignerCertificateMissing:
            return {Indication::Indeterminate, SubIndication::NoSigningCertificateFound};
        case CadesProblem::UntrustedChain:
            return {Indication::Indeterminate, SubIndication::NoCertificateChainFound};
        case CadesProblem::CertificateNotValidAtTime:
            return {Indication::Indeterminate, SubIndication::OutOfBoundsNoPoe};
        case CadesProblem::TimestampMissing:
        case CadesProblem::TimestampInvalid:
            return {Indication::Indeterminate, SubIndication::NoPoe};
        case CadesProblem::WeakAlgorithm:
        case CadesProblem::WrongContentType:
        case CadesProblem::SigningTimePresent:
        case CadesProblem::WrongSigningCertificate:
        case CadesProblem::KeyUsageForbidsSigning:
            return {Indication::Indeterminate, SubIndication::SigConstraintsFailure};
        case CadesProblem::Malformed:
        case CadesProblem::NotExactlyOneSigner:
        case CadesProblem::ContentNotDetached:
            break;
    }
    return {Indication::TotalFailed, SubIndication::FormatFailure};
}

void apply(SignatureVerdict& verdict, const Outcome& outcome) {
    // A failure outweighs a doubt, and the first of each kind names it.
    const bool graver = verdict.indication == Indication::TotalPassed ||
                        (verdict.indication == Indication::Indeterminate &&
                         outcome.indication == Indication::TotalFailed);
    if (graver) {
        verdict.indication = outcome.indication;
        verdict.sub_indication = outcome.sub_indication;
    }
}

Problem to_problem(const pdf::StructureFinding& finding) {
    return {std::string(pdf::code(finding.problem)), finding.detail};
}

/// Streams of /DSS that hold something else than their place says.
void check_validation_data(const pdf::StructureReport& structure, Report& report) {
    for (const pdf::ValidationDatum& datum : structure.validation_data) {
        bool fine = false;
        switch (datum.kind) {
            case pdf::ValidationKind::Certificate:
                fine = crypto::is_certificate(datum.data);
                break;
            case pdf::ValidationKind::RevocationList:
                fine = crypto::is_revocation_list(datum.data);
                break;
            case pdf::ValidationKind::OcspResponse:
                fine = crypto::is_ocsp_response(datum.data);
                break;
            case pdf::ValidationKind::TimestampToken:
                fine = crypto::is_timestamp_token(datum.data);
                break;
        }
        if (!fine) {
            report.problems.push_back(
                {std::string(pdf::code(pdf::StructureProblem::NotValidationData)), datum.name}
            );
        }
    }
}

crypto::Sha256Digest covered_digest(ByteView file, const pdf::SignatureFound& found) {
    return crypto::Sha256()
        .update(file.first(found.byte_range[1]))
        .update(file.subspan(found.byte_range[2], found.byte_range[3]))
        .finish();
}

void judge_timestamp(
    SignatureVerdict& verdict,
    const pdf::SignatureFound& found,
    const crypto::Sha256Digest& digest,
    const crypto::TrustRoots& roots
) {
    const crypto::TimestampReport report = crypto::verify_timestamp(found.cms, digest, roots);
    verdict.signer = report.authority;
    if (report.valid()) {
        verdict.stamped_at = report.gen_time;
        return;
    }
    const bool other_bytes =
        std::find(
            report.problems.begin(), report.problems.end(), crypto::TimestampProblem::WrongImprint
        ) != report.problems.end();
    verdict.problems.push_back({"timestamp_invalid", report.detail});
    apply(
        verdict,
        other_bytes ? Outcome{Indication::TotalFailed, SubIndication::HashFailure}
                    : Outcome{Indication::Indeterminate, SubIndication::NoPoe}
    );
}

void judge_signature(
    SignatureVerdict& verdict,
    const pdf::SignatureFound& found,
    const crypto::Sha256Digest& digest,
    const crypto::TrustRoots& roots
) {
    const crypto::CadesReport report = crypto::verify_detached(found.cms, digest, roots);
    verdict.signer = report.subject;
    verdict.certificate_serial = report.serial_hex;
    verdict.stamped_at = report.signed_at();
    for (const CadesProblem problem : report.problems) {
        verdict.problems.push_back({std::string(crypto::to_string(problem)), report.detail});
        apply(verdict, outcome_of(problem));
    }
}

SignatureVerdict judge(
    ByteView file, const pdf::SignatureFound& found, const crypto::TrustRoots& roots
) {
    SignatureVerdict verdict;
    verdict.field = found.field;
    verdict.claimed_time = found.claimed_time;
    verdict.covered_size = found.byte_range[2] + found.byte_range[3];
    verdict.covers_whole_revision = found.has_ranges() && found.findings.empty();
    verdict.indication = Indication::TotalPassed;
    if (found.sub_filter == "ETSI.RFC3161") {
        verdict.role = SignatureRole::DocumentTimestamp;
    } else if (found.certification) {
        verdict.role = SignatureRole::Certification;
    }
    for (const pdf::StructureFinding& finding : found.findings) {
        verdict.problems.push_back(to_problem(finding));
        apply(verdict, {Indication::TotalFailed, SubIndication::FormatFailure});
    }
    if (found.cms.empty()) {
        return verdict;
    }
    const crypto::Sha256Digest digest = covered_digest(file, found);
    if (verdict.role == SignatureRole::DocumentTimestamp) {
        judge_timestamp(verdict, found, digest, roots);
    } else {
        judge_signature(verdict, found, digest, roots);
    }
    return verdict;
}

std::string utc(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
    const auto two = [](auto value) {
        const std::string text = std::to_string(value);
        return text.size() < 2 ? "0" + text : text;
    };
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
           "T" + two(time.hours().count()) + ":" + two(time.minutes().count()) + ":" +
           two(time.seconds().count()) + "Z";
}

}  // namespace

bool Report::accepted() const noexcept {
    return problems.empty() && !signatures.empty() &&
           std::all_of(signatures.begin(), signatures.end(), [](const SignatureVerdict& verdict) {
               return verdict.indication == Indication::TotalPassed;
           });
}

Report verify(ByteView file, const crypto::TrustRoots& roots) {
    const pdf::StructureReport structure = pdf::check_structure(file);
    Report report;
    report.revisions = structure.revision_ends.size();
    for (const pdf::StructureFinding& finding : structure.findings) {
        report.problems.push_back(to_problem(finding));
    }
    check_validation_data(structure, report);
    for (const pdf::SignatureFound& found : structure.signatures) {
        report.signatures.push_back(judge(file, found, roots));
        if (!report.problems.empty()) {
            apply(
                report.signatures.back(), {Indication::TotalFailed, SubIndication::FormatFailure}
            );
        }
    }
    return report;
}

std::string_view words(Indication indication) noexcept {
    switch (indication) {
        case Indication::TotalPassed:
            return "TOTAL-PASSED";
        case Indication::TotalFailed:
            return "TOTAL-FAILED";
        case Indication::Indeterminate:
            break;
    }
    return "INDETERMINATE";
}

std::string_view words(SubIndication sub_indication) noexcept {
    switch (sub_indication) {
        case SubIndication::None:
            return "";
        case SubIndication::FormatFailure:
            return "FORMAT_FAILURE";
        case SubIndication::HashFailure:
            return "HASH_FAILURE";
        case SubIndication::SigCryptoFailure:
            return "SIG_CRYPTO_FAILURE";
        case SubIndication::SigConstraintsFailure:
            return "SIG_CONSTRAINTS_FAILURE";
        case SubIndication::NoSigningCertificateFound:
            return "NO_SIGNING_CERTIFICATE_FOUND";
        case SubIndication::NoCertificateChainFound:
            return "NO_CERTIFICATE_CHAIN_FOUND";
        case SubIndication::OutOfBoundsNoPoe:
            return "OUT_OF_BOUNDS_NO_POE";
        case SubIndication::NoPoe:
            return "NO_POE";
    }
    return "";
}

std::string plain_text(const Report& report) {
    std::string out;
    for (const SignatureVerdict& verdict : report.signatures) {
        out += verdict.field + ": " + std::string(words(verdict.indication));
        if (verdict.sub_indication != SubIndication::None) {
            out += "/" + std::string(words(verdict.sub_indication));
        }
        out += ", " + verdict.signer.common_name;
        if (!verdict.signer.title.empty()) {
            out += ", " + verdict.signer.title;
        }
        if (verdict.stamped_at) {
            out += ", " + utc(*verdict.stamped_at);
        }
        out += "\n";
        for (const Problem& problem : verdict.problems) {
            out += "  " + problem.code + ": " + problem.detail + "\n";
        }
    }
    for (const Problem& problem : report.problems) {
        out += "file: " + problem.code + ": " + problem.detail + "\n";
    }
    if (report.signatures.empty()) {
        out += "file: no signature\n";
    }
    return out + (report.accepted() ? "accepted\n" : "NOT accepted\n");
}

}  // namespace contreseing::documents::pades
