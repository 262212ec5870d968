#pragma once

#include "crypto/bytes.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>

namespace contreseing::crypto {

/// The symmetric keys of an installation. They live in a secrets folder outside the database and
/// its backups: `link.key`, `code.key`, `session.key`, `token.key`, 32 random bytes each, readable
/// by their owner only. One key, one purpose. Immutable once loaded, so any thread may use it; the
/// keys are wiped when it goes.
class SecretKeys {
public:
    /// Makes the folder (0700) and those of the four files that do not exist yet (0600). Explicit,
    /// so that a server started on the wrong folder stops rather than invent new keys.
    static void create_missing(const std::filesystem::path& folder);

    /// Throws `Error{Missing}` or `Error{UnsafeFile}` naming the file.
    static SecretKeys load(const std::filesystem::path& folder);

    SecretKeys(const SecretKeys&) = delete;
    SecretKeys& operator=(const SecretKeys&) = delete;
    SecretKeys(SecretKeys&&) = default;
    SecretKeys& operator=(SecretKeys&&) = delete;
    ~SecretKeys();

    /// What an emailed link carries: HMAC-SHA-256(link key, message), base64url, 43 characters.
    /// `message` says exactly what the link leads to, generation included.
    [[nodiscard]] std::string link_secret(ByteView message) const;

    /// Six decimal digits bound to `message`. Source: RFC 4226, 5.3, over HMAC-SHA-256.
    [[nodiscard]] std::string six_digit_code(ByteView message) const;

    /// `payload` made readable-by-all but unforgeable: base64url(payload) `.` base64url(MAC), safe
    /// in a cookie. `purpose` names the use (`link`, `csrf`…): a value signed for one does not pass
    /// for another. Expiry is the caller's, inside the payload.
    [[nodiscard]] std::string sign_session(std::string_view purpose, std::string_view payload)
        const;

    /// The payload, or nullopt for anything `sign_session` did not make for this purpose.
    [[nodiscard]] std::optional<std::string> verify_session(
        std::string_view purpose, std::string_view signed_payload
    ) const;

    /// Encrypts a small secret for the database (a TOTP seed) under `token.key`; see
    /// `seal_secret`.
    [[nodiscard]] Bytes seal(ByteView plain, ByteView context) const;
    [[nodiscard]] std::optional<Bytes> open(ByteView sealed, ByteView context) const;

private:
    using Key = std::array<std::uint8_t, 32>;
    SecretKeys() = default;

    Key link_{};
    Key code_{};
    Key session_{};
    Key token_{};
};

}  // namespace contreseing::crypto
