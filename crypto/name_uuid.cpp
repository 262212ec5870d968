#include "crypto/name_uuid.hpp"

#include "crypto/openssl_ptr.hpp"

#include <algorithm>

namespace contreseing::crypto {

Uuid name_uuid(const Uuid& space, ByteView name) {
    Bytes message(space.begin(), space.end());
    message.insert(message.end(), name.begin(), name.end());
    std::array<std::uint8_t, 20> digest{};
    check(
        EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha1(), nullptr),
        "EVP_Digest"
    );
    Uuid id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    id[6] = static_cast<std::uint8_t>(0x50 | (id[6] & 0x0f));
    id[8] = static_cast<std::uint8_t>(0x80 | (id[8] & 0x3f));
    return id;
}

}  // namespace contreseing::crypto
