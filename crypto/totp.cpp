#include "crypto/totp.hpp"

#include "crypto/hmac.hpp"
#include "crypto/random.hpp"
#include "text/encodings.hpp"

namespace contreseing::crypto {

namespace {

constexpr auto kPeriod = std::chrono::seconds(30);
constexpr std::size_t kSecretBytes = 20;

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
    const std::string name = text::percent_encode(issuer);
    return "otpauth://totp/" + name + ":" + text::percent_encode(account) +
           "?secret=" + text::to_base32(secret) + "&issuer=" + name +
           "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace contreseing::crypto
