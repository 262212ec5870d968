#include "crypto/totp.hpp"

#include "crypto/base32.hpp"
#include "crypto/hmac.hpp"
#include "crypto/random.hpp"

namespace contreseing::crypto {

namespace {

constexpr auto kPeriod = std::chrono::seconds(30);
constexpr std::size_t kSecretBytes = 20;

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            encoded += c;
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            encoded += '%';
            encoded += kHex[byte >> 4U];
            encoded += kHex[byte & 0x0FU];
        }
    }
    return encoded;
}

}  // namespace

std::int64_t totp_step(Instant at) {
    return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()) / kPeriod;
}

std::string totp_code(ByteView secret, std::int64_t step) {
    std::array<std::uint8_t, 8> counter{};
    for (std::size_t i = 0; i < counter.size(); ++i) {
        counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
    }
    return truncate_to_digits(hmac_sha1(secret, counter), 6);
}

std::optional<std::int64_t> match_totp(ByteView secret, std::string_view code, Instant at) {
    std::optional<std::int64_t> matched;
    const std::int64_t now = totp_step(at);
    for (std::int64_t step = now - 1; step <= now + 1; ++step) {
        if (constant_time_equal(as_bytes(totp_code(secret, step)), as_bytes(code))) {
            matched = step;
        }
    }
    return matched;
}

Bytes new_totp_secret() {
    return random_bytes(kSecretBytes);
}

std::string totp_uri(ByteView secret, std::string_view issuer, std::string_view account) {
    const std::string name = percent_encode(issuer);
    return "otpauth://totp/" + name + ":" + percent_encode(account) +
           "?secret=" + to_base32(secret) + "&issuer=" + name +
           "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace contreseing::crypto
