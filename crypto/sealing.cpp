#include "crypto/sealing.hpp"

#include "crypto/openssl_ptr.hpp"
#include "crypto/random.hpp"

namespace contreseing::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kOverhead = 1 + kNonceBytes + kTagBytes;
constexpr std::size_t kMaxPlainBytes = 1U << 20U;

void require_key(ByteView key) {
    if (key.size() != 32) {
        throw Error(ErrorKind::InvalidArgument, "AES-256 key is not 32 bytes");
    }
}

}  // namespace

Bytes seal_secret(ByteView key, ByteView plain, ByteView context) {
    require_key(key);
    if (plain.size() > kMaxPlainBytes) {
        throw Error(ErrorKind::InvalidArgument, "secret to seal above 1 MiB");
    }
    Bytes sealed(kOverhead + plain.size());
    sealed[0] = kVersion;
    const std::span nonce = std::span(sealed).subspan(1, kNonceBytes);
    fill_random(nonce);
    std::uint8_t* const body = sealed.data() + 1 + kNonceBytes;

    const CipherContextPtr cipher(check(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
    int length = 0;
    check(
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()),
        "EVP_EncryptInit_ex"
    );
    check(
        EVP_EncryptUpdate(
            cipher.get(), nullptr, &length, context.data(), static_cast<int>(context.size())
        ),
        "EVP_EncryptUpdate"
    );
    check(
        EVP_EncryptUpdate(
            cipher.get(), body, &length, plain.data(), static_cast<int>(plain.size())
        ),
        "EVP_EncryptUpdate"
    );
    check(EVP_EncryptFinal_ex(cipher.get(), body + plain.size(), &length), "EVP_EncryptFinal_ex");
    check(
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, body + plain.size()),
        "EVP_CTRL_AEAD_GET_TAG"
    );
    return sealed;
}

std::optional<Bytes> open_secret(ByteView key, ByteView sealed, ByteView context) {
    require_key(key);
    if (sealed.size() < kOverhead || sealed.size() > kOverhead + kMaxPlainBytes ||
        sealed[0] != kVersion) {
        return std::nullopt;
    }
    const ByteView nonce = sealed.subspan(1, kNonceBytes);
    const ByteView body = sealed.subspan(1 + kNonceBytes, sealed.size() - kOverhead);
    Bytes tag(sealed.end() - kTagBytes, sealed.end());
    Bytes plain(body.size());

    const CipherContextPtr cipher(check(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
    int length = 0;
    check(
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()),
        "EVP_DecryptInit_ex"
    );
    check(
        EVP_DecryptUpdate(
            cipher.get(), nullptr, &length, context.data(), static_cast<int>(context.size())
        ),
        "EVP_DecryptUpdate"
    );
    check(
        EVP_DecryptUpdate(
            cipher.get(), plain.data(), &length, body.data(), static_cast<int>(body.size())
        ),
        "EVP_DecryptUpdate"
    );
    check(
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()),
        "EVP_CTRL_AEAD_SET_TAG"
    );
    if (EVP_DecryptFinal_ex(cipher.get(), plain.data() + plain.size(), &length) != 1) {
        drain_openssl_errors();
        return std::nullopt;
    }
    return plain;
}

}  // namespace contreseing::crypto
