#include "crypto/hmac.hpp"

#include "crypto/openssl_ptr.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

namespace contreseing::crypto {

namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> mac_of(const EVP_MD* digest, ByteView key, ByteView message) {
    std::array<std::uint8_t, Size> mac{};
    // A null key means "the former key" to OpenSSL, an empty span may have a null pointer.
    static constexpr std::uint8_t kNothing = 0;
    check(
        HMAC(
            digest,
            key.empty() ? &kNothing : key.data(),
            static_cast<int>(key.size()),
            message.data(),
            message.size(),
            mac.data(),
            nullptr
        ),
        "HMAC"
    );
    return mac;
}

}  // namespace

Sha256Digest hmac_sha256(ByteView key, ByteView message) {
    return mac_of<32>(EVP_sha256(), key, message);
}

std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView message) {
    return mac_of<20>(EVP_sha1(), key, message);
}

bool constant_time_equal(ByteView a, ByteView b) noexcept {
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string truncate_to_digits(ByteView mac, int digits) {
    if (mac.size() < 20 || digits < 1 || digits > 9) {
        throw Error(ErrorKind::InvalidArgument, "truncate_to_digits: MAC too short or digits");
    }
    const std::size_t offset = mac.back() & 0x0FU;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = (value << 8U) | mac[offset + i];
    }
    value &= 0x7FFFFFFFU;
    std::string text(static_cast<std::size_t>(digits), '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
        *digit = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return text;
}

}  // namespace contreseing::crypto
