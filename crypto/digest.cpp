#include "crypto/digest.hpp"

#include "crypto/openssl_ptr.hpp"

namespace contreseing::crypto {

Sha256Digest sha256(ByteView bytes) {
    Sha256Digest digest{};
    check(
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr),
        "EVP_Digest"
    );
    return digest;
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(check(EVP_MD_CTX_new(), "EVP_MD_CTX_new")) {
    check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr), "EVP_DigestInit_ex");
}

Sha256& Sha256::update(ByteView bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()), "EVP_DigestUpdate");
    return *this;
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest{};
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr), "EVP_DigestFinal_ex");
    check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr), "EVP_DigestInit_ex");
    return digest;
}

}  // namespace contreseing::crypto
