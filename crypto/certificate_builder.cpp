#include "crypto/certificate_builder.hpp"

#include "crypto/asn1_text.hpp"
#include "crypto/asn1_time.hpp"

namespace contreseing::crypto {

namespace {

void add_entry(X509_NAME* name, int nid, int type, std::string_view text) {
    if (text.empty()) {
        return;
    }
    check(
        X509_NAME_add_entry_by_NID(
            name,
            nid,
            type,
            reinterpret_cast<const unsigned char*>(text.data()),
            static_cast<int>(text.size()),
            -1,
            0
        ),
        "X509_NAME_add_entry_by_NID"
    );
}

X509NamePtr make_name(const SubjectParts& parts) {
    X509NamePtr name(check(X509_NAME_new(), "X509_NAME_new"));
    add_entry(name.get(), NID_countryName, V_ASN1_PRINTABLESTRING, parts.country);
    add_entry(name.get(), NID_organizationName, V_ASN1_UTF8STRING, parts.organisation);
    add_entry(name.get(), NID_title, V_ASN1_UTF8STRING, parts.title);
    add_entry(name.get(), NID_commonName, V_ASN1_UTF8STRING, parts.common_name);
    return name;
}

/// The leftmost 160 bits of the key's SHA-256. Source: RFC 7093, 2, method 1.
Asn1OctetStringPtr key_identifier(const X509* certificate) {
    const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(certificate);
    const Sha256Digest digest =
        sha256({ASN1_STRING_get0_data(key), static_cast<std::size_t>(ASN1_STRING_length(key))});
    Asn1OctetStringPtr identifier(check(ASN1_OCTET_STRING_new(), "ASN1_OCTET_STRING_new"));
    check(ASN1_OCTET_STRING_set(identifier.get(), digest.data(), 20), "ASN1_OCTET_STRING_set");
    return identifier;
}

void add_key_identifiers(X509* certificate, const X509* issuer) {
    const Asn1OctetStringPtr own = key_identifier(certificate);
    check(
        X509_add1_ext_i2d(
            certificate, NID_subject_key_identifier, own.get(), 0, X509V3_ADD_DEFAULT
        ),
        "subjectKeyIdentifier"
    );
    const Asn1OctetStringPtr issuers = key_identifier(issuer);
    const OpenSslPtr<AUTHORITY_KEYID, AUTHORITY_KEYID_free> authority(
        check(AUTHORITY_KEYID_new(), "AUTHORITY_KEYID_new")
    );
    authority->keyid = check(ASN1_OCTET_STRING_dup(issuers.get()), "ASN1_OCTET_STRING_dup");
    check(
        X509_add1_ext_i2d(
            certificate, NID_authority_key_identifier, authority.get(), 0, X509V3_ADD_DEFAULT
        ),
        "authorityKeyIdentifier"
    );
}

/// A policy qualifier that says `text` to whoever looks. Source: RFC 5280, 4.2.1.4.
STACK_OF(POLICYQUALINFO) * notice_qualifiers(std::string_view text) {
    auto* qualifiers = check(sk_POLICYQUALINFO_new_null(), "sk_POLICYQUALINFO_new_null");
    POLICYQUALINFO* qualifier = POLICYQUALINFO_new();
    if (qualifier == nullptr || sk_POLICYQUALINFO_push(qualifiers, qualifier) <= 0) {
        POLICYQUALINFO_free(qualifier);
        sk_POLICYQUALINFO_free(qualifiers);
        throw_openssl("policy qualifier");
    }
    qualifier->pqualid = OBJ_nid2obj(NID_id_qt_unotice);
    qualifier->d.usernotice = USERNOTICE_new();
    ASN1_STRING* notice = ASN1_STRING_type_new(V_ASN1_UTF8STRING);
    if (qualifier->d.usernotice == nullptr || notice == nullptr ||
        ASN1_STRING_set(notice, text.data(), static_cast<int>(text.size())) != 1) {
        ASN1_STRING_free(notice);
        sk_POLICYQUALINFO_pop_free(qualifiers, POLICYQUALINFO_free);
        throw_openssl("user notice");
    }
    qualifier->d.usernotice->exptext = notice;
    return qualifiers;
}

}  // namespace

Certificate build_certificate(
    const CertificatePlan& plan, EVP_PKEY* key, const std::optional<Issuer>& issuer
) {
    const X509Ptr certificate(check(X509_new(), "X509_new"));
    X509* const issuing = issuer ? issuer->certificate : certificate.get();
    const X509NamePtr subject = make_name(plan.subject);
    check(X509_set_version(certificate.get(), X509_VERSION_3), "X509_set_version");
    check(X509_set_serialNumber(certificate.get(), random_serial().get()), "X509_set_serialNumber");
    check(X509_set_subject_name(certificate.get(), subject.get()), "X509_set_subject_name");
    check(
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuing)),
        "X509_set_issuer_name"
    );
    check(
        ASN1_TIME_set(X509_getm_notBefore(certificate.get()), to_seconds(plan.not_before)),
        "ASN1_TIME_set"
    );
    check(
        ASN1_TIME_set(X509_getm_notAfter(certificate.get()), to_seconds(plan.not_after)),
        "ASN1_TIME_set"
    );
    check(X509_set_pubkey(certificate.get(), key), "X509_set_pubkey");
    add_key_identifiers(certificate.get(), issuing);
    for (X509_EXTENSION* extension : plan.extensions) {
        check(X509_add_ext(certificate.get(), extension, -1), "X509_add_ext");
    }
    check(X509_sign(certificate.get(), issuer ? issuer->key : key, EVP_sha256()), "X509_sign");
    return Certificate::share(certificate.get());
}

ExtensionPtr simple_extension(int nid, const char* value) {
    return ExtensionPtr(
        check(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value), "X509V3_EXT_conf_nid")
    );
}

ExtensionPtr policy_extension(const char* oid, std::string_view notice) {
    const PoliciesPtr policies(check(CERTIFICATEPOLICIES_new(), "CERTIFICATEPOLICIES_new"));
    POLICYINFO* policy = check(POLICYINFO_new(), "POLICYINFO_new");
    if (sk_POLICYINFO_push(policies.get(), policy) <= 0) {
        POLICYINFO_free(policy);
        throw_openssl("sk_POLICYINFO_push");
    }
    policy->policyid = check(OBJ_txt2obj(oid, 1), "policy OID");
    if (!notice.empty()) {
        policy->qualifiers = notice_qualifiers(notice);
    }
    return ExtensionPtr(
        check(X509V3_EXT_i2d(NID_certificate_policies, 0, policies.get()), "certificatePolicies")
    );
}

ExtensionPtr validity_assured_extension() {
    const Asn1ObjectPtr oid(check(OBJ_txt2obj("0.4.0.194121.2.1", 1), "valassured OID"));
    const Asn1OctetStringPtr value(check(ASN1_OCTET_STRING_new(), "ASN1_OCTET_STRING_new"));
    constexpr std::array<std::uint8_t, 2> kNull = {0x05, 0x00};
    check(
        ASN1_OCTET_STRING_set(value.get(), kNull.data(), static_cast<int>(kNull.size())),
        "ASN1_OCTET_STRING_set"
    );
    return ExtensionPtr(check(
        X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), 0, value.get()), "valassured extension"
    ));
}

}  // namespace contreseing::crypto
