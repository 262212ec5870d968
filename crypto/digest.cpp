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

Bytes digest(DigestAlgorithm algorithm, std::initializer_list<ByteView> parts) {
    const EVP_MD* const type = algorithm == DigestAlgorithm::Sha256   ? EVP_sha256()
                               : algorithm == DigestAlgorithm::Sha384 ? EVP_sha384()
                                                                      : EVP_sha512();
    const DigestContextPtr context(check(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
    check(EVP_DigestInit_ex(context.get(), type, nullptr), "EVP_DigestInit_ex");
    for (const ByteView part : parts) {
        check(EVP_DigestUpdate(context.get(), part.data(), part.size()), "EVP_DigestUpdate");
    }
    Bytes out(static_cast<std::size_t>(EVP_MD_get_size(type)));
    check(EVP_DigestFinal_ex(context.get(), out.data(), nullptr), "EVP_DigestFinal_ex");
    return out;
}

ContentDigest only_sha256(const Sha256Digest& digest) {
    return [digest](DigestAlgorithm algorithm) {
        return algorithm == DigestAlgorithm::Sha256 ? Bytes(digest.begin(), digest.end()) : Bytes();
    };
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
