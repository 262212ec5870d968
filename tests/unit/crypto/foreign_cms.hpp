#pragma once

#include "crypto/certificate.hpp"

namespace contreseing::crypto::testing {

/// Signatures as other software makes them (OpenSSL's own CMS_final), with what we refuse.
class ForeignCms {
public:
    explicit ForeignCms(SigningIdentity signer) : signer_(std::move(signer)) {}

    ForeignCms& content(std::string_view content);
    ForeignCms& cades();
    ForeignCms& attached();
    ForeignCms& sha1();
    ForeignCms& without_certificates();
    ForeignCms& also(const SigningIdentity& second);
    [[nodiscard]] Bytes sign() const;

private:
    SigningIdentity signer_;
    const SigningIdentity* second_ = nullptr;
    std::string_view content_;
    unsigned flags_ = 0;
    bool attached_ = false;
    bool sha1_ = false;
};

/// `cms` with one more unsigned attribute; its `oid` is dotted, its only value a SEQUENCE.
Bytes with_unsigned_attribute(ByteView cms, const char* oid, ByteView value);

}  // namespace contreseing::crypto::testing
