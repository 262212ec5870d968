#pragma once

#include "crypto/secrets.hpp"
#include "workflows/app/ports/outside.hpp"

#include <string>

namespace contreseing::server {

/// `Random` of OpenSSL.
class SecureRandom : public workflows::app::Random {
public:
    void fill(std::span<std::uint8_t> out) override;
};

/// `Digest` of OpenSSL.
class OpensslDigest : public workflows::app::Digest {
public:
    workflows::Sha256 sha256(std::span<const std::uint8_t> bytes) override;
    std::array<std::uint8_t, 16> name_uuid(
        const std::array<std::uint8_t, 16>& space, std::string_view name
    ) override;
};

/// Link secrets, codes and sessions from the keys of the secrets folder.
class KeyedSecrets : public workflows::app::Secrets {
public:
    /// `keys` outlives it.
    explicit KeyedSecrets(const crypto::SecretKeys& keys) : keys_(keys) {}

    std::string link_secret(const workflows::app::LinkRef& link) override;
    std::string code(
        const workflows::ConventionId& convention,
        int slot,
        const workflows::CodeIssue& issue,
        int version,
        const workflows::Sha256& sha256
    ) override;
    bool same(std::string_view a, std::string_view b) override;
    std::string seal_session(std::string_view payload) override;
    std::optional<std::string> open_session(std::string_view sealed) override;
    std::string form_token(std::string_view session) override;
    std::string fingerprint(std::string_view request) override;

private:
    [[nodiscard]] std::string mac(std::string_view purpose, std::string_view text) const;

    const crypto::SecretKeys& keys_;
};

/// Argon2id and RFC 6238. Argon2id takes 19 MiB and 35 ms: at most two run at once.
class Argon2Passwords : public workflows::app::Passwords {
public:
    explicit Argon2Passwords(const crypto::SecretKeys& keys);
    std::string hash(const std::string& password) override;
    bool verify(const std::string& password, const std::string& hash) override;
    std::optional<std::int64_t> totp_step(
        const std::string& sealed_secret,
        const std::string& code,
        workflows::Instant now,
        std::int64_t last_step
    ) override;
    /// A fresh seed, sealed for `Administrator::totp_secret`, and its address for a QR code.
    struct TotpEnrolment {
        std::string sealed_secret;
        std::string uri;
    };
    TotpEnrolment enrol_totp(const std::string& issuer, const std::string& account);

private:
    const crypto::SecretKeys& keys_;
    std::string unknown_account_hash_;
};

}  // namespace contreseing::server
