#include "workflows/domain/ids.hpp"

namespace contreseing::workflows {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

void append_hex(std::string& out, std::uint8_t byte) {
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 0x0FU]);
}

std::optional<std::uint8_t> nibble(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<std::uint8_t>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<std::uint8_t>(c - 'a' + 10);
    }
    if (c >= 'A' && c <= 'F') {
        return static_cast<std::uint8_t>(c - 'A' + 10);
    }
    return std::nullopt;
}

/// Two characters of `text` from `at`.
std::optional<std::uint8_t> byte_at(std::string_view text, std::size_t at) {
    const auto high = nibble(text[at]);
    const auto low = nibble(text[at + 1]);
    if (!high || !low) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(*high << 4U | *low);
}

bool has_hyphen_before(std::size_t byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

std::string uuid_text(const std::array<std::uint8_t, 16>& bytes) {
    std::string out;
    out.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (has_hyphen_before(i)) {
            out.push_back('-');
        }
        append_hex(out, bytes[i]);
    }
    return out;
}

std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text) {
    if (text.size() != 36) {
        return std::nullopt;
    }
    std::array<std::uint8_t, 16> bytes{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (has_hyphen_before(i)) {
            if (text[at] != '-') {
                return std::nullopt;
            }
            ++at;
        }
        const auto byte = byte_at(text, at);
        if (!byte) {
            return std::nullopt;
        }
        bytes[i] = *byte;
        at += 2;
    }
    return bytes;
}

std::optional<CampusId> parse_campus_id(std::string_view text) {
    if (text.size() < 2 || text.size() > 12 || text.front() < 'a' || text.front() > 'z') {
        return std::nullopt;
    }
    for (const char c : text) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            return std::nullopt;
        }
    }
    return CampusId{std::string(text)};
}

std::string to_hex(const Sha256& digest) {
    std::string out;
    out.reserve(64);
    for (const auto byte : digest.bytes) {
        append_hex(out, byte);
    }
    return out;
}

std::optional<Sha256> parse_sha256(std::string_view hex) {
    if (hex.size() != 64) {
        return std::nullopt;
    }
    Sha256 digest;
    for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
        const auto byte = byte_at(hex, 2 * i);
        if (!byte) {
            return std::nullopt;
        }
        digest.bytes[i] = *byte;
    }
    return digest;
}

}  // namespace contreseing::workflows
