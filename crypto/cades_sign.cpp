#include "crypto/cades.hpp"
#include "crypto/openssl_ptr.hpp"

#include <algorithm>

namespace contreseing::crypto {

namespace {

Bytes signing_certificate_attribute(const Certificate& signer) {
    // No issuerSerial: EN 319 122-1, 6.3 g).
    const EssCertV2Ptr attribute(check(
        OSSL_ESS_signing_cert_v2_new_init(EVP_sha256(), signer.handle(), nullptr, 0),
        "signing-certificate-v2"
    ));
    return to_der(attribute.get(), i2d_ESS_SIGNING_CERT_V2, "i2d_ESS_SIGNING_CERT_V2");
}

void add_signed_attributes(
    CMS_SignerInfo* info, const Sha256Digest& digest, const Certificate& signer
) {
    const Bytes certificate = signing_certificate_attribute(signer);
    check(
        CMS_signed_add1_attr_by_NID(
            info,
            NID_id_smime_aa_signingCertificateV2,
            V_ASN1_SEQUENCE,
            certificate.data(),
            static_cast<int>(certificate.size())
        ),
        "signing-certificate-v2"
    );
    check(
        CMS_signed_add1_attr_by_NID(
            info, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1
        ),
        "content-type"
    );
    check(
        CMS_signed_add1_attr_by_NID(
            info,
            NID_pkcs9_messageDigest,
            V_ASN1_OCTET_STRING,
            digest.data(),
            static_cast<int>(digest.size())
        ),
        "message-digest"
    );
}

void append_der_length(Bytes& out, std::size_t length) {
    if (length < 0x80) {
        out.push_back(static_cast<std::uint8_t>(length));
    } else if (length < 0x100) {
        out.insert(out.end(), {0x81, static_cast<std::uint8_t>(length)});
    } else if (length < 0x10000) {
        out.insert(
            out.end(),
            {0x82, static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)}
        );
    } else {
        throw Error(ErrorKind::InvalidArgument, "signed attributes above 64 KiB");
    }
}

/// The signed attributes as the explicit SET OF that the signature is over. Source: RFC 5652, 5.4.
Bytes bytes_to_sign(const CMS_SignerInfo* info) {
    std::vector<Bytes> attributes;
    std::size_t length = 0;
    for (int i = 0; i < CMS_signed_get_attr_count(info); ++i) {
        attributes.push_back(
            to_der(CMS_signed_get_attr(info, i), i2d_X509_ATTRIBUTE, "i2d_X509_ATTRIBUTE")
        );
        length += attributes.back().size();
    }
    std::sort(attributes.begin(), attributes.end());  // DER: X.690, 11.6
    Bytes set = {0x31};
    append_der_length(set, length);
    for (const Bytes& attribute : attributes) {
        set.insert(set.end(), attribute.begin(), attribute.end());
    }
    return set;
}

Bytes sign_bytes(ByteView message, EVP_PKEY* key) {
    const DigestContextPtr context(check(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
    check(
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key), "EVP_DigestSignInit"
    );
    std::size_t length = 0;
    check(
        EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()),
        "EVP_DigestSign"
    );
    Bytes signature(length);
    check(
        EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()),
        "EVP_DigestSign"
    );
    signature.resize(length);
    return signature;
}

}  // namespace

Bytes sign_detached(
    const Sha256Digest& digest, const SigningIdentity& signer, const TimestampSource& timestamps
) {
    const CmsPtr cms(check(
        CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY),
        "CMS_sign"
    ));
    CMS_SignerInfo* const info = check(
        CMS_add1_signer(
            cms.get(),
            signer.certificate.handle(),
            signer.key.handle(),
            EVP_sha256(),
            CMS_PARTIAL | CMS_NOSMIMECAP | CMS_BINARY | CMS_DETACHED
        ),
        "CMS_add1_signer"
    );
    for (const Certificate& certificate : signer.chain) {
        check(CMS_add1_cert(cms.get(), certificate.handle()), "CMS_add1_cert");
    }
    add_signed_attributes(info, digest, signer.certificate);

    // CMS_final and CMS_SignerInfo_sign would add signing-time, which EN 319 142-1, 6.3 forbids.
    const Bytes signature = sign_bytes(bytes_to_sign(info), signer.key.handle());
    check(
        ASN1_STRING_set(
            CMS_SignerInfo_get0_signature(info),
            signature.data(),
            static_cast<int>(signature.size())
        ),
        "signature value"
    );
    if (timestamps) {
        const Bytes token = timestamps(signature);
        check(
            CMS_unsigned_add1_attr_by_NID(
                info,
                NID_id_smime_aa_timeStampToken,
                V_ASN1_SEQUENCE,
                token.data(),
                static_cast<int>(token.size())
            ),
            "signature-time-stamp"
        );
    }
    return to_der(cms.get(), i2d_CMS_ContentInfo, "i2d_CMS_ContentInfo");
}

}  // namespace contreseing::crypto
