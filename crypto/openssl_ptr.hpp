#pragma once

// Internal: only sources of this folder include it.

#include "crypto/bytes.hpp"
#include "crypto/error.hpp"

#include <memory>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace contreseing::crypto {

template <auto Function>
struct OpenSslFree {
    template <class T>
    void operator()(T* object) const noexcept {
        Function(object);
    }
};

/// The deleter is part of the type: an OpenSSL object is never held any other way.
template <class T, auto Function>
using OpenSslPtr = std::unique_ptr<T, OpenSslFree<Function>>;

using Asn1IntegerPtr = OpenSslPtr<ASN1_INTEGER, ASN1_INTEGER_free>;
using Asn1ObjectPtr = OpenSslPtr<ASN1_OBJECT, ASN1_OBJECT_free>;
using Asn1OctetStringPtr = OpenSslPtr<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using BignumPtr = OpenSslPtr<BIGNUM, BN_free>;
using BioPtr = OpenSslPtr<BIO, BIO_free_all>;
using CipherContextPtr = OpenSslPtr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using CmsPtr = OpenSslPtr<CMS_ContentInfo, CMS_ContentInfo_free>;
using DigestContextPtr = OpenSslPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using EssCertV2Ptr = OpenSslPtr<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free>;
using ExtensionPtr = OpenSslPtr<X509_EXTENSION, X509_EXTENSION_free>;
using KeyPtr = OpenSslPtr<EVP_PKEY, EVP_PKEY_free>;
using Pkcs7Ptr = OpenSslPtr<PKCS7, PKCS7_free>;
using PoliciesPtr = OpenSslPtr<CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free>;
using X509NamePtr = OpenSslPtr<X509_NAME, X509_NAME_free>;
using X509Ptr = OpenSslPtr<X509, X509_free>;
using X509StoreContextPtr = OpenSslPtr<X509_STORE_CTX, X509_STORE_CTX_free>;
using X509StorePtr = OpenSslPtr<X509_STORE, X509_STORE_free>;

struct X509StackFree {
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};
/// A stack that owns a reference to each certificate in it.
using X509StackPtr = std::unique_ptr<STACK_OF(X509), X509StackFree>;

/// For calls that return 1 on success.
inline void check(int result, const char* what) {
    if (result <= 0) {
        throw_openssl(what);
    }
}

/// For calls that return an object or null.
template <class T>
T* check(T* object, const char* what) {
    if (object == nullptr) {
        throw_openssl(what);
    }
    return object;
}

/// DER of `object` by its `i2d` function, without the dance of two calls.
template <class T, class Encode>
Bytes to_der(const T* object, Encode encode, const char* what) {
    unsigned char* buffer = nullptr;
    const int length = encode(object, &buffer);
    if (length <= 0) {
        throw_openssl(what);
    }
    Bytes der(buffer, buffer + length);
    OPENSSL_free(buffer);
    return der;
}

/// A read-only BIO over `bytes`, which must outlive it.
inline BioPtr memory_reader(ByteView bytes) {
    return BioPtr(
        check(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), "BIO_new_mem_buf")
    );
}

}  // namespace contreseing::crypto
