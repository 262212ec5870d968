#include "documents/pades/verify.hpp"

#include "crypto/timestamp.hpp"
#include "crypto/validation_data.hpp"
#include "documents/pdf/ingest.hpp"
#include "documents/pdf/structure_check.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace contreseing::documents::pades {
namespace {

using crypto::CadesProblem;

// Of a report in plain lines: what a person reads at most.
constexpr std::size_t kMostProblems = 200;
constexpr std::size_t kMostNames = 100;
constexpr std::size_t kLongestText = 300;  ///< bytes

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
    // A failure outweighs a doubt, and the first of each kind names it; but under another root no
    // time-stamp proves anything either, and the root is what must be said.
    const bool graver = verdict.indication == Indication::TotalPassed ||
                        (verdict.indication == Indication::Indeterminate &&
                         outcome.indication == Indication::TotalFailed) ||
                        (verdict.sub_indication == SubIndication::NoPoe &&
                         outcome.sub_indication == SubIndication::NoCertificateChainFound);
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

crypto::ContentDigest covered_digest(ByteView file, const pdf::SignatureFound& found) {
    return [before = file.first(found.byte_range[1]),
            after = file.subspan(found.byte_range[2], found.byte_range[3])](
               crypto::DigestAlgorithm algorithm
           ) {
        return crypto::digest(algorithm, {before, after});
    };
}

void judge_timestamp(
    SignatureVerdict& verdict,
    const pdf::SignatureFound& found,
    const crypto::ContentDigest& content,
    const crypto::TrustRoots& roots
) {
    using crypto::TimestampProblem;
    const crypto::TimestampReport report = crypto::verify_timestamp(found.cms, content, roots);
    verdict.signer = report.authority;
    if (report.valid()) {
        verdict.stamped_at = report.gen_time;
        return;
    }
    const bool other_root = report.has(TimestampProblem::UntrustedChain);
    verdict.problems.push_back({other_root ? "untrusted_chain" : "timestamp_invalid", report.detail}
    );
    apply(
        verdict,
        report.has(TimestampProblem::WrongImprint)
            ? Outcome{Indication::TotalFailed, SubIndication::HashFailure}
        : other_root ? Outcome{Indication::Indeterminate, SubIndication::NoCertificateChainFound}
                     : Outcome{Indication::Indeterminate, SubIndication::NoPoe}
    );
}

void judge_signature(
    SignatureVerdict& verdict,
    const pdf::SignatureFound& found,
    const crypto::ContentDigest& content,
    const crypto::TrustRoots& roots
) {
    const crypto::CadesReport report = crypto::verify_detached(found.cms, content, roots);
    verdict.signer = report.subject;
    verdict.certificate_serial = report.serial_hex;
    verdict.stamped_at = report.signed_at();
    for (const CadesProblem problem : report.problems) {
        verdict.problems.push_back({std::string(crypto::to_string(problem)), report.detail});
        apply(verdict, outcome_of(problem));
    }
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

/// How far ahead a stamp's clock may be of who verifies it.
constexpr std::chrono::minutes kClockTolerance{5};
/// How far the clocks of two stamps may be apart, whoever made them: an hour of a summer time that
/// was not set is no lie.
constexpr std::chrono::minutes kClocksApart{60};

/// What is stamped later than now is a clock that is wrong, or a lie.
void judge_time(SignatureVerdict& verdict, Instant now) {
    if (verdict.stamped_at && *verdict.stamped_at > now + kClockTolerance) {
        verdict.problems.push_back({"timestamp_in_future", utc(*verdict.stamped_at)});
        apply(verdict, {Indication::Indeterminate, SubIndication::TimestampOrderFailure});
        verdict.stamped_at.reset();
    }
}

SignatureVerdict judge(
    ByteView file, const pdf::SignatureFound& found, const crypto::TrustRoots& roots, Instant now
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
    const crypto::ContentDigest content = covered_digest(file, found);
    if (verdict.role == SignatureRole::DocumentTimestamp) {
        judge_timestamp(verdict, found, content, roots);
    } else {
        judge_signature(verdict, found, content, roots);
    }
    judge_time(verdict, now);
    return verdict;
}

/// Whoever signs or stamps what a proof already lies in comes after it.
void judge_order(std::vector<SignatureVerdict>& signatures) {
    Instant latest = Instant::min();
    for (SignatureVerdict& verdict : signatures) {
        if (!verdict.stamped_at) {
            continue;
        }
        const Instant stamped = *verdict.stamped_at;
        if (latest != Instant::min() && stamped < latest - kClocksApart) {
            verdict.problems.push_back({"stamped_before_what_it_covers", utc(stamped)});
            apply(verdict, {Indication::Indeterminate, SubIndication::TimestampOrderFailure});
        }
        latest = std::max(latest, stamped);
    }
}

/// One line, whatever a file says its names are.
std::string printable(std::string_view text) {
    std::size_t end = text.size();
    if (end > kLongestText) {
        end = kLongestText;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
            --end;
        }
    }
    std::string out;
    for (const char c : text.substr(0, end)) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        out += control ? '?' : c;
    }
    return end == text.size() ? out : out + "…";
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i) {
        out += (i == 0 ? "" : ", ") + printable(names[i]);
    }
    return names.size() > kMostNames ? out + ", … +" + std::to_string(names.size() - kMostNames)
                                     : out;
}

/// Writes problems, as many as a person reads, and counts the others.
class ProblemLines {
public:
    void add(std::string& out, std::string_view start, const std::vector<Problem>& problems) {
        for (const Problem& problem : problems) {
            if (++seen_ <= kMostProblems) {
                out += std::string(start) + problem.code + ": " + printable(problem.detail) + "\n";
            }
        }
    }
    [[nodiscard]] std::size_t left_out() const { return seen_ - std::min(seen_, kMostProblems); }

private:
    std::size_t seen_ = 0;
};

}  // namespace

Conclusion Report::conclusion() const noexcept {
    const auto all = [this](auto&& holds) {
        return std::all_of(signatures.begin(), signatures.end(), holds);
    };
    const bool none_failed = all([](const SignatureVerdict& verdict) {
        return verdict.indication != Indication::TotalFailed &&
               verdict.sub_indication != SubIndication::TimestampOrderFailure;
    });
    if (over_budget) {
        return Conclusion::Undecided;
    }
    if (!problems.empty() || signatures.empty() || !none_failed) {
        return Conclusion::Failed;
    }
    if (!all([](const SignatureVerdict& verdict) {
            return verdict.indication == Indication::TotalPassed;
        })) {
        return Conclusion::Undecided;
    }
    const bool archived = signatures.back().role == SignatureRole::DocumentTimestamp;
    return unsigned_fields.empty() || archived ? Conclusion::Accepted : Conclusion::Incomplete;
}

Report verify(ByteView file, const crypto::TrustRoots& roots, Instant now) {
    const pdf::StructureReport structure = pdf::check_structure(file);
    Report report;
    report.revisions = structure.revision_ends.size();
    for (const pdf::StructureFinding& finding : structure.findings) {
        report.problems.push_back(to_problem(finding));
        report.over_budget |= finding.problem == pdf::StructureProblem::OverBudget;
    }
    if (report.over_budget) {
        return report;
    }
    for (const std::string& field : structure.unsigned_fields) {
        if (field != pdf::kTimestampField) {
            report.unsigned_fields.push_back(field);
        }
    }
    check_validation_data(structure, report);
    for (const pdf::SignatureFound& found : structure.signatures) {
        report.signatures.push_back(judge(file, found, roots, now));
        if (!report.problems.empty()) {
            apply(
                report.signatures.back(), {Indication::TotalFailed, SubIndication::FormatFailure}
            );
        }
    }
    judge_order(report.signatures);
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
        case SubIndication::TimestampOrderFailure:
            return "TIMESTAMP_ORDER_FAILURE";
    }
    return "";
}

std::string_view words(Conclusion conclusion) noexcept {
    switch (conclusion) {
        case Conclusion::Accepted:
            return "accepted";
        case Conclusion::Incomplete:
            return "incomplete";
        case Conclusion::Undecided:
            return "undecided";
        case Conclusion::Failed:
            break;
    }
    return "NOT accepted";
}

std::string plain_text(const Report& report) {
    std::string out;
    ProblemLines lines;
    for (const SignatureVerdict& verdict : report.signatures) {
        out += printable(verdict.field) + ": " + std::string(words(verdict.indication));
        if (verdict.sub_indication != SubIndication::None) {
            out += "/" + std::string(words(verdict.sub_indication));
        }
        out += ", " + printable(verdict.signer.common_name);
        if (!verdict.signer.title.empty()) {
            out += ", " + printable(verdict.signer.title);
        }
        if (verdict.stamped_at) {
            out += ", " + utc(*verdict.stamped_at);
        }
        out += "\n";
        lines.add(out, "  ", verdict.problems);
    }
    lines.add(out, "file: ", report.problems);
    if (lines.left_out() > 0) {
        out += "file: " + std::to_string(lines.left_out()) + " more findings, not listed\n";
    }
    if (report.signatures.empty()) {
        out += "file: no signature\n";
    }
    if (!report.unsigned_fields.empty()) {
        out += "unsigned: " + joined(report.unsigned_fields) + "\n";
    }
    out += "policy: " + std::string(kPolicy) + "\nrevocation: not checked\n";
    return out + std::string(words(report.conclusion())) + "\n";
}

}  // namespace contreseing::documents::pades
