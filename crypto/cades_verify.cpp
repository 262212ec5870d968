#include "crypto/cades.hpp"
#include "crypto/chain.hpp"

#include <algorithm>

namespace contreseing::crypto {

namespace {

/// The single value of an attribute that must be there exactly once, or null.
const void* only_value(const CMS_SignerInfo* info, int nid, int type) {
    const int index = CMS_signed_get_attr_by_NID(info, nid, -1);
    if (index < 0 || CMS_signed_get_attr_by_NID(info, nid, index) >= 0) {
        return nullptr;
    }
    X509_ATTRIBUTE* attribute = CMS_signed_get_attr(info, index);
    return X509_ATTRIBUTE_count(attribute) == 1
               ? X509_ATTRIBUTE_get0_data(attribute, 0, type, nullptr)
               : nullptr;
}

ByteView view_of(const void* asn1_string) {
    const auto* text = static_cast<const ASN1_STRING*>(asn1_string);
    return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

bool is_data(const void* object) {
    return object != nullptr &&
           OBJ_obj2nid(static_cast<const ASN1_OBJECT*>(object)) == NID_pkcs7_data;
}

/// A time-stamping key, or a server's, must never pass for a signatory's, though all sign bits.
/// Source: RFC 5280, 4.2.1.12; RFC 9336.
bool may_sign(X509* certificate) {
    const std::uint32_t present = X509_get_extension_flags(certificate);
    const bool usage =
        (present & EXFLAG_KUSAGE) == 0 ||
        (X509_get_key_usage(certificate) & (KU_NON_REPUDIATION | KU_DIGITAL_SIGNATURE)) != 0;
    const std::uint32_t purposes =
        (present & EXFLAG_XKUSAGE) != 0 ? X509_get_extended_key_usage(certificate) : 0;
    const bool by_people = (purposes & (XKU_SMIME | XKU_ANYEKU)) != 0;
    const bool by_machines = (purposes & (XKU_SSL_SERVER | XKU_CODE_SIGN | XKU_OCSP_SIGN)) != 0;
    return usage && (purposes & XKU_TIMESTAMP) == 0 && (by_people || !by_machines);
}

CmsPtr parse(ByteView der) {
    const unsigned char* position = der.data();
    CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(der.size())));
    if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) {
        return nullptr;
    }
    // A PDF's /Contents is filled up with zeros.
    const bool padded = std::all_of(position, der.data() + der.size(), [](unsigned char byte) {
        return byte == 0;
    });
    return padded ? std::move(cms) : nullptr;
}

class Verification {
public:
    Verification(const ContentDigest& content, const TrustRoots& roots, const CadesOptions& options)
        : content_(content), roots_(roots), options_(options) {}

    CadesReport run(ByteView der) {
        const CmsPtr cms = parse(der);
        if (!cms) {
            add(CadesProblem::Malformed);
            return finish();
        }
        STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms.get());
        if (sk_CMS_SignerInfo_num(signers) != 1) {
            add(CadesProblem::NotExactlyOneSigner);
            return finish();
        }
        info_ = sk_CMS_SignerInfo_value(signers, 0);
        if (CMS_is_detached(cms.get()) != 1) {
            add(CadesProblem::ContentNotDetached);
        }
        check_content(cms.get());
        X509StackPtr embedded(CMS_get1_certs(cms.get()));
        if (!embedded) {
            embedded = make_stack({});
        }
        find_signer(embedded.get());
        check_timestamp();
        if (report_.signer) {
            check_signature(embedded.get());
            check_chain(embedded.get());
        }
        return finish();
    }

private:
    void add(CadesProblem problem) { report_.problems.push_back(problem); }

    CadesReport finish() {
        const std::string reasons = drain_openssl_errors();
        if (!reasons.empty()) {
            report_.detail += report_.detail.empty() ? reasons : "; " + reasons;
        }
        return std::move(report_);
    }

    void check_content(CMS_ContentInfo* cms) {
        X509_ALGOR* digest_algorithm = nullptr;
        X509_ALGOR* signature_algorithm = nullptr;
        CMS_SignerInfo_get0_algs(info_, nullptr, nullptr, &digest_algorithm, &signature_algorithm);
        const auto algorithm = accepted_digest(digest_algorithm);
        if (!algorithm || !is_accepted_signature(signature_algorithm)) {
            add(CadesProblem::WeakAlgorithm);
        }
        if (!is_data(CMS_get0_eContentType(cms)) ||
            !is_data(only_value(info_, NID_pkcs9_contentType, V_ASN1_OBJECT))) {
            add(CadesProblem::WrongContentType);
        }
        const void* signed_digest = only_value(info_, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
        if (signed_digest == nullptr || !algorithm ||
            !std::ranges::equal(view_of(signed_digest), content_(*algorithm))) {
            add(CadesProblem::WrongMessageDigest);
        }
        if (CMS_signed_get_attr_by_NID(info_, NID_pkcs9_signingTime, -1) >= 0) {
            add(CadesProblem::SigningTimePresent);
        }
    }

    void find_signer(STACK_OF(X509) * embedded) {
        for (int i = 0; i < sk_X509_num(embedded) && !report_.signer; ++i) {
            X509* candidate = sk_X509_value(embedded, i);
            if (CMS_SignerInfo_cert_cmp(info_, candidate) == 0) {
                report_.signer = Certificate::share(candidate);
            }
        }
        if (!report_.signer) {
            add(CadesProblem::SignerCertificateMissing);
            return;
        }
        report_.subject = report_.signer->subject();
        report_.serial_hex = report_.signer->serial_hex();
    }

    void check_timestamp() {
        int tokens = 0;
        for (int i = 0; i < CMS_unsigned_get_attr_count(info_); ++i) {
            X509_ATTRIBUTE* attribute = CMS_unsigned_get_attr(info_, i);
            const int nid = OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute));
            if (nid != NID_id_smime_aa_timeStampToken) {
                report_.warnings.push_back(CadesWarning::UnknownUnsignedAttribute);
                continue;
            }
            tokens += X509_ATTRIBUTE_count(attribute);
            // DER sorts attributes by their bytes: which token comes first is chance.
            if (report_.timestamp && report_.timestamp->valid()) {
                continue;
            }
            const void* token = X509_ATTRIBUTE_get0_data(attribute, 0, V_ASN1_SEQUENCE, nullptr);
            report_.timestamp = verify_timestamp(
                token == nullptr ? ByteView{} : view_of(token),
                [this](DigestAlgorithm algorithm) {
                    return digest(algorithm, {view_of(CMS_SignerInfo_get0_signature(info_))});
                },
                roots_,
                options_.validation_time
            );
        }
        if (tokens > 1) {
            report_.warnings.push_back(CadesWarning::SeveralTimestamps);
        }
        const bool may_lack =
            options_.timestamp == TimestampPolicy::Optional && options_.validation_time;
        if (!report_.timestamp && !may_lack) {
            add(CadesProblem::TimestampMissing);
        } else if (report_.timestamp && !report_.timestamp->valid()) {
            add(CadesProblem::TimestampInvalid);
            report_.detail = report_.timestamp->detail;
        }
    }

    void check_signature(STACK_OF(X509) * embedded) {
        X509* const signer = report_.signer->handle();
        if (!names_signer(embedded)) {
            add(CadesProblem::WrongSigningCertificate);
        }
        CMS_SignerInfo_set1_signer_cert(info_, signer);
        if (CMS_SignerInfo_verify(info_) != 1) {
            add(CadesProblem::InvalidSignatureValue);
        }
    }

    /// Without this attribute another certificate for the same key could take the signer's place.
    bool names_signer(STACK_OF(X509) * embedded) {
        const void* value =
            only_value(info_, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
        if (value == nullptr) {
            return false;
        }
        const ByteView der = view_of(value);
        const unsigned char* position = der.data();
        const EssCertV2Ptr attribute(
            d2i_ESS_SIGNING_CERT_V2(nullptr, &position, static_cast<long>(der.size()))
        );
        const X509StackPtr signer_first = make_stack({*report_.signer});
        check(
            X509_add_certs(
                signer_first.get(), embedded, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP
            ),
            "X509_add_certs"
        );
        return attribute &&
               OSSL_ESS_check_signing_certs(nullptr, attribute.get(), signer_first.get(), 1) == 1;
    }

    void check_chain(STACK_OF(X509) * embedded) {
        X509* const signer = report_.signer->handle();
        if (!may_sign(signer)) {
            add(CadesProblem::KeyUsageForbidsSigning);
        }
        const auto proved = report_.signed_at();
        const auto reference = proved ? proved : options_.validation_time;
        // Without a proved time the dates cannot be judged, and whose root it is still can.
        const int problem = judge_chain(signer, embedded, roots_, reference);
        if (!reference && !is_without_path(problem)) {
            return;
        }
        if (problem == X509_V_ERR_CERT_HAS_EXPIRED || problem == X509_V_ERR_CERT_NOT_YET_VALID) {
            add(CadesProblem::CertificateNotValidAtTime);
        } else if (problem != X509_V_OK) {
            add(CadesProblem::UntrustedChain);
        }
        if (problem != X509_V_OK) {
            report_.detail += report_.detail.empty() ? "" : "; ";
            report_.detail += X509_verify_cert_error_string(problem);
        }
    }

    const ContentDigest& content_;
    const TrustRoots& roots_;
    const CadesOptions& options_;
    CMS_SignerInfo* info_ = nullptr;
    CadesReport report_;
};

}  // namespace

bool CadesReport::has(CadesProblem problem) const noexcept {
    return std::find(problems.begin(), problems.end(), problem) != problems.end();
}

std::optional<Instant> CadesReport::signed_at() const noexcept {
    return timestamp && timestamp->valid() ? timestamp->gen_time : std::nullopt;
}

CadesReport verify_detached(
    ByteView cms, const ContentDigest& content, const TrustRoots& roots, const CadesOptions& options
) {
    return Verification(content, roots, options).run(cms);
}

std::string_view to_string(CadesProblem problem) noexcept {
    switch (problem) {
        case CadesProblem::Malformed:
            return "malformed";
        case CadesProblem::NotExactlyOneSigner:
            return "not_exactly_one_signer";
        case CadesProblem::ContentNotDetached:
            return "content_not_detached";
        case CadesProblem::WeakAlgorithm:
            return "weak_algorithm";
        case CadesProblem::WrongContentType:
            return "wrong_content_type";
        case CadesProblem::WrongMessageDigest:
            return "wrong_message_digest";
        case CadesProblem::SigningTimePresent:
            return "signing_time_present";
        case CadesProblem::SignerCertificateMissing:
            return "signer_certificate_missing";
        case CadesProblem::WrongSigningCertificate:
            return "wrong_signing_certificate";
        case CadesProblem::InvalidSignatureValue:
            return "invalid_signature_value";
        case CadesProblem::TimestampMissing:
            return "timestamp_missing";
        case CadesProblem::TimestampInvalid:
            return "timestamp_invalid";
        case CadesProblem::UntrustedChain:
            return "untrusted_chain";
        case CadesProblem::CertificateNotValidAtTime:
            return "certificate_not_valid_at_time";
        case CadesProblem::KeyUsageForbidsSigning:
            return "key_usage_forbids_signing";
    }
    return "unknown";
}

std::string_view to_string(CadesWarning warning) noexcept {
    switch (warning) {
        case CadesWarning::SeveralTimestamps:
            return "several_timestamps";
        case CadesWarning::UnknownUnsignedAttribute:
            return "unknown_unsigned_attribute";
    }
    return "unknown";
}

}  // namespace contreseing::crypto
