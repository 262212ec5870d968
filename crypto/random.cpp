#include "crypto/random.hpp"

#include "crypto/openssl_ptr.hpp"

#include <openssl/rand.h>

namespace contreseing::crypto {

void fill_random(std::span<std::uint8_t> out) {
    check(RAND_bytes(out.data(), static_cast<int>(out.size())), "RAND_bytes");
}

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count);
    fill_random(bytes);
    return bytes;
}

std::array<std::uint8_t, 16> uuid_v7(std::uint64_t unix_ms) {
    std::array<std::uint8_t, 16> uuid{};
    fill_random(uuid);
    for (std::size_t i = 0; i < 6; ++i) {
        uuid[i] = static_cast<std::uint8_t>(unix_ms >> (40 - 8 * i));
    }
    uuid[6] = static_cast<std::uint8_t>(0x70U | (uuid[6] & 0x0FU));
    uuid[8] = static_cast<std::uint8_t>(0x80U | (uuid[8] & 0x3FU));
    return uuid;
}

}  // namespace contreseing::crypto
