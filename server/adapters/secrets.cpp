#include "server/adapters/secrets.hpp"

#include "crypto/digest.hpp"
#include "crypto/hmac.hpp"
#include "crypto/name_uuid.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "crypto/totp.hpp"
#include "text/encodings.hpp"
#include "workflows/app/link.hpp"

#include <semaphore>

namespace contreseing::server {

namespace {

constexpr std::string_view kTotpContext = "administrator.totp";

std::counting_semaphore<8>& argon2_gate() {
    static std::counting_semaphore<8> gate(2);
    return gate;
}

class Gate {
public:
    Gate() { argon2_gate().acquire(); }
    ~Gate() { argon2_gate().release(); }
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
};

}  // namespace

void SecureRandom::fill(std::span<std::uint8_t> out) {
    crypto::fill_random(out);
}

workflows::Sha256 OpensslDigest::sha256(std::span<const std::uint8_t> bytes) {
    return workflows::Sha256{crypto::sha256(bytes)};
}

std::array<std::uint8_t, 16> OpensslDigest::name_uuid(
    const std::array<std::uint8_t, 16>& space, std::string_view name
) {
    return crypto::name_uuid(space, crypto::as_bytes(name));
}

std::string KeyedSecrets::link_secret(const workflows::app::LinkRef& link) {
    return keys_.link_secret(crypto::as_bytes(workflows::app::encode(link)));
}

std::string KeyedSecrets::code(
    const workflows::ConventionId& convention,
    int slot,
    const workflows::CodeIssue& issue,
    int version,
    const workflows::Sha256& sha256
) {
    const auto message = "code/" + to_string(convention) + "/" + std::to_string(slot) + "/" +
                         std::to_string(issue.n) + "/" + to_string(issue.session) + "/" +
                         workflows::to_text(issue.issued_at) + "/" + std::to_string(version) + "/" +
                         to_hex(sha256);
    return keys_.six_digit_code(crypto::as_bytes(message));
}

bool KeyedSecrets::same(std::string_view a, std::string_view b) {
    return crypto::constant_time_equal(crypto::as_bytes(a), crypto::as_bytes(b));
}

std::string KeyedSecrets::seal_session(std::string_view payload) {
    return keys_.sign_session("link", payload);
}

std::optional<std::string> KeyedSecrets::open_session(std::string_view sealed) {
    return keys_.verify_session("link", sealed);
}

std::string KeyedSecrets::form_token(std::string_view session) {
    return mac("csrf", session);
}

std::string KeyedSecrets::fingerprint(std::string_view request) {
    return mac("request", request);
}

std::string KeyedSecrets::mac(std::string_view purpose, std::string_view text) const {
    const auto sealed = keys_.sign_session(purpose, text);
    // Only the MAC: what it was made of does not belong in a page or in the database.
    return sealed.substr(sealed.find('.') + 1);
}

Argon2Passwords::Argon2Passwords(const crypto::SecretKeys& keys)
    : keys_(keys), unknown_account_hash_(crypto::hash_password("unknown account")) {}

std::string Argon2Passwords::hash(const std::string& password) {
    const Gate gate;
    return crypto::hash_password(password);
}

bool Argon2Passwords::verify(const std::string& password, const std::string& hash) {
    const Gate gate;
    const bool known = !hash.empty();
    return crypto::verify_password(password, known ? hash : unknown_account_hash_) && known;
}

std::optional<std::int64_t> Argon2Passwords::totp_step(
    const std::string& sealed_secret,
    const std::string& code,
    workflows::Instant now,
    std::int64_t last_step
) {
    const auto sealed = text::from_base64url(sealed_secret);
    const auto secret = sealed ? keys_.open(*sealed, crypto::as_bytes(kTotpContext)) : std::nullopt;
    if (!secret) {
        return std::nullopt;
    }
    const auto step = crypto::match_totp(*secret, code, now);
    return step && *step > last_step ? step : std::nullopt;
}

Argon2Passwords::TotpEnrolment Argon2Passwords::enrol_totp(
    const std::string& issuer, const std::string& account
) {
    const auto secret = crypto::new_totp_secret();
    return {
        text::to_base64url(keys_.seal(secret, crypto::as_bytes(kTotpContext))),
        crypto::totp_uri(secret, issuer, account)};
}

}  // namespace contreseing::server
