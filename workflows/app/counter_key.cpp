#include "workflows/app/counter_key.hpp"

namespace contreseing::workflows::app {

std::string counter_key(
    Secrets& secrets, Digest& digest, std::string_view kind, std::string_view subject
) {
    constexpr std::size_t kDigits = 4;  // 65 536 places
    std::string key(kind);
    key += '/';
    const auto keyed = secrets.fingerprint(key + std::string(subject));
    const auto hash =
        digest.sha256({reinterpret_cast<const std::uint8_t*>(keyed.data()), keyed.size()});
    return key + to_hex(hash).substr(0, kDigits);
}

}  // namespace contreseing::workflows::app
