#include "crypto/secrets.hpp"

#include "crypto/error.hpp"
#include "crypto/hmac.hpp"
#include "crypto/private_file.hpp"
#include "crypto/random.hpp"
#include "crypto/sealing.hpp"
#include "text/encodings.hpp"

#include <algorithm>

#include <openssl/crypto.h>

namespace contreseing::crypto {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::array kFiles = {"link.key", "code.key", "session.key", "token.key"};

/// The purpose's length comes first, so that purpose and payload cannot trade bytes.
Sha256Digest session_mac(ByteView key, std::string_view purpose, std::string_view payload) {
    std::string message = std::to_string(purpose.size()) + ":";
    message += purpose;
    message += payload;
    return hmac_sha256(key, as_bytes(message));
}

}  // namespace

void SecretKeys::create_missing(const std::filesystem::path& folder) {
    std::error_code problem;
    if (std::filesystem::create_directories(folder, problem)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, problem);
    }
    if (problem) {
        throw Error(ErrorKind::Storage, folder.string() + ": " + problem.message());
    }
    for (const char* name : kFiles) {
        if (!std::filesystem::exists(folder / name)) {
            Bytes key = random_bytes(kKeyBytes);
            write_new_file(folder / name, key, FileAccess::OwnerOnly);
            OPENSSL_cleanse(key.data(), key.size());
        }
    }
    flush_folder(folder);
}

SecretKeys SecretKeys::load(const std::filesystem::path& folder) {
    SecretKeys keys;
    const std::array targets = {&keys.link_, &keys.code_, &keys.session_, &keys.token_};
    for (std::size_t i = 0; i < kFiles.size(); ++i) {
        const auto path = folder / kFiles[i];
        Bytes key = read_private_file(path, kKeyBytes);
        if (key.size() != kKeyBytes) {
            throw Error(ErrorKind::UnsafeFile, path.string() + ": not 32 bytes long");
        }
        std::copy(key.begin(), key.end(), targets[i]->begin());
        OPENSSL_cleanse(key.data(), key.size());
    }
    return keys;
}

SecretKeys::~SecretKeys() {
    for (Key* key : {&link_, &code_, &session_, &token_}) {
        OPENSSL_cleanse(key->data(), key->size());
    }
}

std::string SecretKeys::link_secret(ByteView message) const {
    return text::to_base64url(hmac_sha256(link_, message));
}

std::string SecretKeys::six_digit_code(ByteView message) const {
    return truncate_to_digits(hmac_sha256(code_, message), 6);
}

std::string SecretKeys::sign_session(std::string_view purpose, std::string_view payload) const {
    return text::to_base64url(as_bytes(payload)) + "." +
           text::to_base64url(session_mac(session_, purpose, payload));
}

std::optional<std::string> SecretKeys::verify_session(
    std::string_view purpose, std::string_view signed_payload
) const {
    const auto dot = signed_payload.find('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    const auto payload = text::from_base64url(signed_payload.substr(0, dot));
    const auto mac = text::from_base64url(signed_payload.substr(dot + 1));
    if (!payload || !mac ||
        !constant_time_equal(*mac, session_mac(session_, purpose, as_text(*payload)))) {
        return std::nullopt;
    }
    return std::string(as_text(*payload));
}

Bytes SecretKeys::seal(ByteView plain, ByteView context) const {
    return seal_secret(token_, plain, context);
}

std::optional<Bytes> SecretKeys::open(ByteView sealed, ByteView context) const {
    return open_secret(token_, sealed, context);
}

}  // namespace contreseing::crypto
