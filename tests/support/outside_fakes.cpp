#include "tests/support/outside_fakes.hpp"

#include <openssl/sha.h>

namespace contreseing::test_support {

workflows::Sha256 TestDigest::sha256(std::span<const std::uint8_t> bytes) {
    workflows::Sha256 digest;
    SHA256(bytes.data(), bytes.size(), digest.bytes.data());
    return digest;
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    const std::lock_guard lock(mutex_);
    for (std::uint8_t& byte : out) {
        byte = static_cast<std::uint8_t>(engine_());
    }
}

}  // namespace contreseing::test_support
