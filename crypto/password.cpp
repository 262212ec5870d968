#include "crypto/password.hpp"

#include "crypto/error.hpp"
#include "crypto/random.hpp"

#include <argon2.h>
#include <array>

namespace contreseing::crypto {

namespace {

constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kTagBytes = 32;
constexpr std::size_t kMaxPasswordBytes = 1024;
constexpr std::string_view kCurrentPrefix = "$argon2id$v=19$m=19456,t=2,p=1$";

}  // namespace

std::string hash_password(std::string_view password) {
    if (password.size() > kMaxPasswordBytes) {
        throw Error(ErrorKind::InvalidArgument, "password above 1 024 bytes");
    }
    std::array<std::uint8_t, kSaltBytes> salt{};
    fill_random(salt);
    std::array<char, 256> encoded{};
    const int result = argon2id_hash_encoded(
        kPasses,
        kMemoryKib,
        kLanes,
        password.data(),
        password.size(),
        salt.data(),
        salt.size(),
        kTagBytes,
        encoded.data(),
        encoded.size()
    );
    if (result != ARGON2_OK) {
        throw Error(ErrorKind::Library, std::string("argon2: ") + argon2_error_message(result));
    }
    return encoded.data();
}

bool verify_password(std::string_view password, const std::string& encoded) {
    if (password.size() > kMaxPasswordBytes || !encoded.starts_with("$argon2id$")) {
        return false;
    }
    const int result = argon2id_verify(encoded.c_str(), password.data(), password.size());
    if (result == ARGON2_MEMORY_ALLOCATION_ERROR) {
        throw Error(ErrorKind::Library, std::string("argon2: ") + argon2_error_message(result));
    }
    return result == ARGON2_OK;
}

bool password_needs_rehash(std::string_view encoded) {
    return !encoded.starts_with(kCurrentPrefix);
}

}  // namespace contreseing::crypto
