#include "server/adapters/return_path.hpp"

#include "crypto/digest.hpp"
#include "crypto/hmac.hpp"
#include "text/characters.hpp"
#include "text/encodings.hpp"
#include "workflows/ground/text.hpp"

#include <charconv>
#include <vector>

namespace contreseing::server {

namespace {

constexpr std::size_t kMacCharacters = 8;

std::string mac_of(const crypto::SecretKeys& keys, const std::string& body) {
    const auto signed_body = keys.sign_session("bounce", body);
    const auto digest = crypto::sha256(crypto::as_bytes(signed_body));
    return text::lower_ascii(text::to_base32(digest)).substr(0, kMacCharacters);
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    return whole && value >= 0 ? std::optional(value) : std::nullopt;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == '.') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

}  // namespace

std::string bounce_token(const crypto::SecretKeys& keys, const workflows::app::EffectKey& key) {
    const auto body = key.campus.text + "." +
                      text::lower_ascii(text::to_base32(key.convention.bytes)) + "." +
                      std::to_string(key.seq) + "." + std::to_string(key.n);
    return body + "." + mac_of(keys, body);
}

std::optional<workflows::app::EffectKey> read_bounce_token(
    const crypto::SecretKeys& keys, std::string_view token
) {
    const auto text = text::lower_ascii(token);
    const auto parts = split(text);
    if (parts.size() != 5) {
        return std::nullopt;
    }
    const auto body = text.substr(0, text.rfind('.'));
    const auto mac = mac_of(keys, body);
    const auto campus = workflows::parse_campus_id(parts[0]);
    const auto convention = text::from_base32(parts[1]);
    const auto seq = number(parts[2]);
    const auto n = number(parts[3]);
    if (!crypto::constant_time_equal(crypto::as_bytes(mac), crypto::as_bytes(parts[4])) ||
        !campus || !convention || convention->size() != 16 || !seq || !n) {
        return std::nullopt;
    }
    workflows::app::EffectKey key{*campus, {}, *seq, *n};
    std::copy(convention->begin(), convention->end(), key.convention.bytes.begin());
    return key;
}

}  // namespace contreseing::server
