#include "crypto/validation_data.hpp"

#include "crypto/openssl_ptr.hpp"

#include <openssl/ocsp.h>
#include <openssl/ts.h>

namespace contreseing::crypto {

namespace {

template <auto Free, class Decode>
bool is_one(ByteView der, Decode decode) {
    const unsigned char* position = der.data();
    auto* object = decode(nullptr, &position, static_cast<long>(der.size()));
    const bool whole = object != nullptr && position == der.data() + der.size();
    Free(object);
    drain_openssl_errors();
    return whole;
}

}  // namespace

bool is_certificate(ByteView der) {
    return is_one<X509_free>(der, d2i_X509);
}

bool is_revocation_list(ByteView der) {
    return is_one<X509_CRL_free>(der, d2i_X509_CRL);
}

bool is_ocsp_response(ByteView der) {
    return is_one<OCSP_RESPONSE_free>(der, d2i_OCSP_RESPONSE);
}

bool is_timestamp_token(ByteView der) {
    const unsigned char* position = der.data();
    const Pkcs7Ptr token(d2i_PKCS7(nullptr, &position, static_cast<long>(der.size())));
    const bool whole = token && position == der.data() + der.size() &&
                       PKCS7_type_is_signed(token.get()) && !PKCS7_get_detached(token.get());
    const OpenSslPtr<TS_TST_INFO, TS_TST_INFO_free> info(
        whole ? PKCS7_to_TS_TST_INFO(token.get()) : nullptr
    );
    drain_openssl_errors();
    return info != nullptr;
}

}  // namespace contreseing::crypto
