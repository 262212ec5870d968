#include "documents/pades/sign.hpp"

#include "crypto/random.hpp"
#include "crypto/trial_identity.hpp"
#include "documents/pades/error.hpp"
#include "documents/pdf/ingest.hpp"
#include "documents/pdf/signature_field.hpp"
#include "documents/pdf/structure_check.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::documents::pades {
namespace {

struct Built {
    Bytes whole;
    std::size_t tip_size = 0;
    crypto::Sha256Digest digest;  ///< of what the signature covers
    std::array<std::size_t, 4> byte_range = {};
};

pdf::SignatureOptions options_for(const Means& means, Instant at) {
    pdf::SignatureOptions options;
    options.at = std::chrono::floor<std::chrono::seconds>(at);
    options.name = means.identity.certificate.subject().common_name;
    options.reserve = kReservedBytes;
    crypto::fill_random(options.file_id);
    return options;
}

Built build(
    ByteView tip, const std::string& field, const Means& means, const pdf::SignatureOptions& options
) {
    pdf::PreparedSignature prepared = pdf::prepare_signature(tip, field, options);
    Built out;
    out.tip_size = tip.size();
    out.digest =
        crypto::Sha256().update(tip).update(prepared.before()).update(prepared.after()).finish();
    const std::size_t start = tip.size() + prepared.before().size();
    const std::size_t tail = prepared.after().size();
    const Bytes cms = crypto::sign_detached(out.digest, means.identity, means.timestamps);
    const Bytes appended = std::move(prepared).embed(cms);
    out.byte_range = {0, start, tip.size() + appended.size() - tail, tail};
    out.whole.reserve(tip.size() + appended.size());
    out.whole.assign(tip.begin(), tip.end());
    out.whole.insert(out.whole.end(), appended.begin(), appended.end());
    return out;
}

std::string reasons(const std::vector<pdf::StructureFinding>& findings) {
    std::string out;
    for (const pdf::StructureFinding& finding : findings) {
        out += std::string(pdf::code(finding.problem)) + " (" + finding.detail + ") ";
    }
    return out;
}

/// The new revision only: what came before was checked when it was new.
void check(
    const Built& built,
    const std::string& field,
    const crypto::TrustRoots& roots,
    crypto::TimestampPolicy policy,
    Instant at
) {
    const pdf::StructureReport report = pdf::check_appended(built.whole, built.tip_size);
    if (!report.findings.empty() || report.signatures.size() != 1) {
        throw Error(ErrorKind::SelfCheckFailed, "structure: " + reasons(report.findings));
    }
    const pdf::SignatureFound& found = report.signatures.front();
    // The ranges are those that were digested, so the digest need not be computed twice.
    if (!found.findings.empty() || found.field != field || found.byte_range != built.byte_range) {
        throw Error(ErrorKind::SelfCheckFailed, "signature: " + reasons(found.findings));
    }
    const crypto::CadesReport judged = crypto::verify_detached(
        found.cms, crypto::only_sha256(built.digest), roots, {.timestamp = policy, .validation_time = at}
    );
    if (!judged.valid()) {
        throw Error(
            ErrorKind::SelfCheckFailed,
            "cms: " + std::string(crypto::to_string(judged.problems.front())) + " " + judged.detail
        );
    }
}

pdf::SignatureOptions seal_options(const Means& means, Instant at, const std::string& reason) {
    pdf::SignatureOptions options = options_for(means, at);
    options.kind = pdf::SignatureKind::Certification;
    options.reason = reason;
    return options;
}

}  // namespace

crypto::TimestampSource stamps_of(const crypto::TimestampAuthority& authority, Instant at) {
    return [&authority, at](ByteView signature_value) {
        return authority.stamp(crypto::sha256(signature_value), at);
    };
}

Bytes certify(ByteView ingested, const Means& means, Instant at, const std::string& reason) {
    Built built = build(ingested, pdf::kSealField, means, seal_options(means, at, reason));
    check(built, pdf::kSealField, means.roots, crypto::TimestampPolicy::Required, at);
    return std::move(built.whole);
}

SignedRevision sign(
    ByteView tip,
    const std::string& field,
    const Means& means,
    Instant at,
    const pdf::Appearance& appearance
) {
    pdf::SignatureOptions options = options_for(means, at);
    options.appearance = appearance;
    const Built built = build(tip, field, means, options);
    check(built, field, means.roots, crypto::TimestampPolicy::Required, at);
    return {
        Bytes(built.whole.begin() + static_cast<std::ptrdiff_t>(tip.size()), built.whole.end()),
        crypto::sha256(built.whole),
        means.identity.serial_hex()};
}

void trial_sign(ByteView ingested, const std::vector<int>& slots, Instant at) {
    const crypto::SigningIdentity identity = crypto::trial_identity(at);
    const crypto::TrustRoots roots = {identity.certificate};
    const crypto::TimestampSource none;
    const Means means{identity, none, roots};

    const pdf::Appearance appearance{{{"Trial", 1}}};
    Built tip = build(ingested, pdf::kSealField, means, seal_options(means, at, {}));
    check(tip, pdf::kSealField, roots, crypto::TimestampPolicy::Optional, at);
    for (const int slot : slots) {
        const std::string field = pdf::signatory_field(slot);
        pdf::SignatureOptions options = options_for(means, at);
        options.appearance = appearance;
        Built next = build(tip.whole, field, means, options);
        check(next, field, roots, crypto::TimestampPolicy::Optional, at);
        tip = std::move(next);
    }
    const pdf::StructureReport report = pdf::check_structure(tip.whole);
    const bool clean = std::all_of(
        report.signatures.begin(),
        report.signatures.end(),
        [](const pdf::SignatureFound& found) { return found.findings.empty(); }
    );
    if (!report.findings.empty() || !clean || report.signatures.size() != slots.size() + 1) {
        throw Error(ErrorKind::TrialFailed, reasons(report.findings));
    }
}

}  // namespace contreseing::documents::pades
