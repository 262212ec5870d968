#pragma once

#include "crypto/authority.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::server {

/// PAdES with the installation's own authority: seal, single-use certificates, built-in time.
class AuthorityDesk : public workflows::app::SigningDesk {
public:
    /// `authority` outlives it.
    explicit AuthorityDesk(const crypto::Authority& authority);

    workflows::app::Bytes seal(std::span<const std::uint8_t> ingested, workflows::Instant at)
        override;
    workflows::app::SignedRevision sign(const workflows::app::SignOrder& order) override;

    /// Issues a certificate, signs and stamps a few bytes, and verifies the result: whether the
    /// next signatory can sign. Throws what failed.
    void self_test(workflows::Instant at) const;

private:
    const crypto::Authority& authority_;
    crypto::TrustRoots roots_;
};

}  // namespace contreseing::server
