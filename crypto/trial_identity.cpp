#include "crypto/trial_identity.hpp"

#include "crypto/certificate_builder.hpp"

namespace contreseing::crypto {

SigningIdentity trial_identity(Instant at) {
    PrivateKey key = PrivateKey::generate();
    const CertificatePlan plan{
        {"", "", "Trial", ""}, at - std::chrono::hours(1), at + std::chrono::hours(1), {}};
    Certificate certificate = build_certificate(plan, key.handle(), std::nullopt);
    return {std::move(key), std::move(certificate), {}};
}

}  // namespace contreseing::crypto
