#include "tests/support/outside_fakes.hpp"

#include <algorithm>
#include <string>

#include <openssl/sha.h>

namespace contreseing::test_support {

workflows::Sha256 TestDigest::sha256(std::span<const std::uint8_t> bytes) {
    workflows::Sha256 digest;
    SHA256(bytes.data(), bytes.size(), digest.bytes.data());
    return digest;
}

std::array<std::uint8_t, 16> TestDigest::name_uuid(
    const std::array<std::uint8_t, 16>& space, std::string_view name
) {
    std::string message(space.begin(), space.end());
    message += name;
    std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const std::uint8_t*>(message.data()), message.size(), digest.data());
    std::array<std::uint8_t, 16> id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    id[6] = static_cast<std::uint8_t>(0x50 | (id[6] & 0x0f));
    id[8] = static_cast<std::uint8_t>(0x80 | (id[8] & 0x3f));
    return id;
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    const std::lock_guard lock(mutex_);
    for (std::uint8_t& byte : out) {
        byte = static_cast<std::uint8_t>(engine_());
    }
}

}  // namespace contreseing::test_support
