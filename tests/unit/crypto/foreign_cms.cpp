#include "foreign_cms.hpp"

#include "crypto/openssl_ptr.hpp"

namespace contreseing::crypto::testing {

ForeignCms& ForeignCms::content(std::string_view content) {
    content_ = content;
    return *this;
}

ForeignCms& ForeignCms::cades() {
    flags_ |= CMS_CADES;
    return *this;
}

ForeignCms& ForeignCms::attached() {
    attached_ = true;
    return *this;
}

ForeignCms& ForeignCms::sha1() {
    sha1_ = true;
    return *this;
}

ForeignCms& ForeignCms::without_certificates() {
    flags_ |= CMS_NOCERTS;
    return *this;
}

ForeignCms& ForeignCms::also(const SigningIdentity& second) {
    second_ = &second;
    return *this;
}

Bytes ForeignCms::sign() const {
    const unsigned shape = CMS_BINARY | (attached_ ? 0U : CMS_DETACHED);
    const CmsPtr cms(
        check(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | shape), "CMS_sign")
    );
    const EVP_MD* digest = sha1_ ? EVP_sha1() : EVP_sha256();
    const auto add = [&](const SigningIdentity& who) {
        check(
            CMS_add1_signer(
                cms.get(), who.certificate.handle(), who.key.handle(), digest, flags_ | CMS_PARTIAL
            ),
            "CMS_add1_signer"
        );
        for (const Certificate& certificate : who.chain) {
            CMS_add1_cert(cms.get(), certificate.handle());
        }
    };
    add(signer_);
    if (second_ != nullptr) {
        add(*second_);
    }
    const BioPtr data = memory_reader(as_bytes(content_));
    check(CMS_final(cms.get(), data.get(), nullptr, shape), "CMS_final");
    drain_openssl_errors();
    return to_der(cms.get(), i2d_CMS_ContentInfo, "i2d_CMS_ContentInfo");
}

Bytes with_unsigned_attribute(ByteView cms, const char* oid, ByteView value) {
    const unsigned char* position = cms.data();
    const CmsPtr parsed(check(
        d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(cms.size())),
        "d2i_CMS_ContentInfo"
    ));
    const Asn1ObjectPtr type(check(OBJ_txt2obj(oid, 1), "OBJ_txt2obj"));
    check(
        CMS_unsigned_add1_attr_by_OBJ(
            sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(parsed.get()), 0),
            type.get(),
            V_ASN1_SEQUENCE,
            value.data(),
            static_cast<int>(value.size())
        ),
        "CMS_unsigned_add1_attr_by_OBJ"
    );
    return to_der(parsed.get(), i2d_CMS_ContentInfo, "i2d_CMS_ContentInfo");
}

}  // namespace contreseing::crypto::testing
