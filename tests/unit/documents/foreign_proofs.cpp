#include "tests/unit/documents/foreign_proofs.hpp"

#include "crypto/openssl_ptr.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <algorithm>
#include <map>

#include <openssl/ts.h>
#include <openssl/x509v3.h>

namespace contreseing::tests {

using crypto::check;
using documents::pdf::Bytes;
using documents::pdf::ByteView;

namespace {

struct Outside {
    crypto::KeyPtr key;
    crypto::Certificate certificate;
};

long seconds(crypto::Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

crypto::KeyPtr make_key(OutsideKey kind) {
    switch (kind) {
        case OutsideKey::Rsa2048:
            return crypto::KeyPtr(check(EVP_RSA_gen(2048), "EVP_RSA_gen"));
        case OutsideKey::Rsa3072:
            return crypto::KeyPtr(check(EVP_RSA_gen(3072), "EVP_RSA_gen"));
        case OutsideKey::Rsa4096:
            return crypto::KeyPtr(check(EVP_RSA_gen(4096), "EVP_RSA_gen"));
        case OutsideKey::P256:
            return crypto::KeyPtr(check(EVP_EC_gen("P-256"), "EVP_EC_gen"));
        case OutsideKey::P384:
            return crypto::KeyPtr(check(EVP_EC_gen("P-384"), "EVP_EC_gen"));
        case OutsideKey::P521:
            break;
    }
    return crypto::KeyPtr(check(EVP_EC_gen("P-521"), "EVP_EC_gen"));
}

const Outside& outside(OutsideKey kind) {
    static std::map<OutsideKey, Outside> made;
    const auto known = made.find(kind);
    if (known != made.end()) {
        return known->second;
    }
    auto fresh = [kind] {
        crypto::KeyPtr key = make_key(kind);
        const crypto::X509Ptr certificate(X509_new());
        X509_set_version(certificate.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 7);
        ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds(at(-60)));
        ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds(at(60 * 24 * 365)));
        X509_NAME_add_entry_by_txt(
            X509_get_subject_name(certificate.get()),
            "CN",
            MBSTRING_UTF8,
            reinterpret_cast<const unsigned char*>("Horodatage extérieur"),
            -1,
            -1,
            0
        );
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
        X509_set_pubkey(certificate.get(), key.get());
        for (const auto& [nid, value] :
             {std::pair(NID_key_usage, "critical,digitalSignature"),
              std::pair(NID_ext_key_usage, "critical,timeStamping")}) {
            const crypto::ExtensionPtr extension(
                check(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value), "X509V3_EXT_conf_nid")
            );
            X509_add_ext(certificate.get(), extension.get(), -1);
        }
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        return Outside{std::move(key), crypto::Certificate::share(certificate.get())};
    }();
    return made.emplace(kind, std::move(fresh)).first->second;
}

Bytes digest_of(ByteView bytes, const EVP_MD* digest) {
    Bytes out(static_cast<std::size_t>(EVP_MD_get_size(digest)));
    EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, digest, nullptr);
    return out;
}

ASN1_INTEGER* a_serial(TS_RESP_CTX*, void*) {
    ASN1_INTEGER* serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(serial, 42);
    return serial;
}

int given_time(TS_RESP_CTX*, void* data, long* second, long* microsecond) {
    *second = *static_cast<const long*>(data);
    *microsecond = 0;
    return 1;
}

/// TS_REQ as any client sends it.
Bytes request(ByteView covered, const EVP_MD* imprint) {
    const crypto::OpenSslPtr<TS_REQ, TS_REQ_free> made(TS_REQ_new());
    const crypto::OpenSslPtr<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> message(TS_MSG_IMPRINT_new());
    const crypto::OpenSslPtr<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
    X509_ALGOR_set_md(algorithm.get(), imprint);
    TS_MSG_IMPRINT_set_algo(message.get(), algorithm.get());
    Bytes digest = digest_of(covered, imprint);
    TS_MSG_IMPRINT_set_msg(message.get(), digest.data(), static_cast<int>(digest.size()));
    TS_REQ_set_version(made.get(), 1);
    TS_REQ_set_msg_imprint(made.get(), message.get());
    TS_REQ_set_cert_req(made.get(), 1);
    return crypto::to_der(made.get(), i2d_TS_REQ, "i2d_TS_REQ");
}

Bytes sign_bytes(ByteView message, EVP_PKEY* key, const EVP_MD* digest) {
    const crypto::DigestContextPtr context(EVP_MD_CTX_new());
    check(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key), "init");
    std::size_t length = 0;
    EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size());
    Bytes out(length);
    check(
        EVP_DigestSign(context.get(), out.data(), &length, message.data(), message.size()), "sign"
    );
    out.resize(length);
    return out;
}

void add_attribute(CMS_SignerInfo* info, int nid, int type, const Bytes& value) {
    check(
        CMS_signed_add1_attr_by_NID(info, nid, type, value.data(), static_cast<int>(value.size())),
        "attribute"
    );
}

}  // namespace

const crypto::Certificate& outside_root(OutsideKey key) {
    return outside(key).certificate;
}

Bytes outside_token(
    ByteView covered,
    const EVP_MD* imprint,
    const EVP_MD* digest,
    crypto::Instant instant,
    OutsideKey key
) {
    const crypto::OpenSslPtr<TS_RESP_CTX, TS_RESP_CTX_free> context(TS_RESP_CTX_new());
    TS_RESP_CTX* const ctx = context.get();
    const crypto::Asn1ObjectPtr policy(OBJ_txt2obj("1.3.6.1.4.1.99999.1", 1));
    TS_RESP_CTX_set_signer_cert(ctx, outside(key).certificate.handle());
    TS_RESP_CTX_set_signer_key(ctx, outside(key).key.get());
    TS_RESP_CTX_set_signer_digest(ctx, digest);
    TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256());
    TS_RESP_CTX_set_def_policy(ctx, policy.get());
    TS_RESP_CTX_add_md(ctx, imprint);
    long second = seconds(instant);
    TS_RESP_CTX_set_serial_cb(ctx, a_serial, nullptr);
    TS_RESP_CTX_set_time_cb(ctx, given_time, &second);
    const Bytes asked = request(covered, imprint);
    const crypto::BioPtr reader = crypto::memory_reader(asked);
    const crypto::OpenSslPtr<TS_RESP, TS_RESP_free> response(
        check(TS_RESP_create_response(ctx, reader.get()), "time-stamp")
    );
    return crypto::to_der(
        check(TS_RESP_get_token(response.get()), "refused"), i2d_PKCS7, "i2d_PKCS7"
    );
}

MakeCms person_with(int slot, const EVP_MD* digest, const EVP_MD* imprint, OutsideKey key) {
    return [=](ByteView covered) {
        const auto signer = authority().issue_single_use(
            {"Prénom Nom " + std::to_string(slot), "Maire", "Commune de Saint-Œuvre"}, at(slot)
        );
        const crypto::CmsPtr cms(
            CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY)
        );
        CMS_SignerInfo* const info = check(
            CMS_add1_signer(
                cms.get(),
                signer.certificate.handle(),
                signer.key.handle(),
                digest,
                CMS_PARTIAL | CMS_NOSMIMECAP | CMS_BINARY | CMS_DETACHED
            ),
            "CMS_add1_signer"
        );
        for (const crypto::Certificate& certificate : signer.chain) {
            CMS_add1_cert(cms.get(), certificate.handle());
        }
        const crypto::EssCertV2Ptr certificate(
            OSSL_ESS_signing_cert_v2_new_init(EVP_sha256(), signer.certificate.handle(), nullptr, 0)
        );
        add_attribute(
            info,
            NID_id_smime_aa_signingCertificateV2,
            V_ASN1_SEQUENCE,
            crypto::to_der(certificate.get(), i2d_ESS_SIGNING_CERT_V2, "signing certificate")
        );
        CMS_signed_add1_attr_by_NID(
            info, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1
        );
        add_attribute(
            info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest_of(covered, digest)
        );
        std::vector<Bytes> attributes;
        std::size_t length = 0;
        for (int i = 0; i < CMS_signed_get_attr_count(info); ++i) {
            attributes.push_back(
                crypto::to_der(CMS_signed_get_attr(info, i), i2d_X509_ATTRIBUTE, "attribute")
            );
            length += attributes.back().size();
        }
        std::sort(attributes.begin(), attributes.end());
        // Between 128 and 65,535 bytes: two bytes of length.
        Bytes set = {
            0x31,
            0x82,
            static_cast<std::uint8_t>(length >> 8U),
            static_cast<std::uint8_t>(length & 0xFFU)};
        if (length < 256) {
            set = {0x31, 0x81, static_cast<std::uint8_t>(length)};
        }
        for (const Bytes& attribute : attributes) {
            set.insert(set.end(), attribute.begin(), attribute.end());
        }
        const Bytes value = sign_bytes(set, signer.key.handle(), digest);
        ASN1_STRING_set(
            CMS_SignerInfo_get0_signature(info), value.data(), static_cast<int>(value.size())
        );
        const Bytes token = outside_token(value, imprint, digest, at(slot), key);
        CMS_unsigned_add1_attr_by_NID(
            info,
            NID_id_smime_aa_timeStampToken,
            V_ASN1_SEQUENCE,
            token.data(),
            static_cast<int>(token.size())
        );
        return crypto::to_der(cms.get(), i2d_CMS_ContentInfo, "i2d_CMS_ContentInfo");
    };
}

}  // namespace contreseing::tests
