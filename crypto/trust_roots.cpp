#include "crypto/trust_roots.hpp"

namespace contreseing::crypto {

TrustRoots roots_from_pem(std::string_view pem) {
    constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
    TrustRoots roots;
    do {
        const std::size_t end = pem.find(kEnd);
        const std::size_t size = end == std::string_view::npos ? pem.size() : end + kEnd.size();
        roots.push_back(Certificate::from_pem(pem.substr(0, size)));
        pem.remove_prefix(size);
    } while (pem.find("-----BEGIN") != std::string_view::npos);
    return roots;
}

}  // namespace contreseing::crypto
