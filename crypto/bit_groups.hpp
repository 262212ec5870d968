#pragma once

// Internal: what base32 and base64url share.

#include "crypto/bytes.hpp"

#include <optional>
#include <string>

namespace contreseing::crypto {

/// `bytes` as one character per group of `bits` bits, most significant first, the last group filled
/// with zero bits.
inline std::string write_groups(ByteView bytes, unsigned bits, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() * 8 + bits - 1) / bits);
    std::uint32_t buffer = 0;
    unsigned held = 0;
    for (const std::uint8_t byte : bytes) {
        buffer = (buffer << 8U) | byte;
        held += 8;
        while (held >= bits) {
            held -= bits;
            text += alphabet[(buffer >> held) & ((1U << bits) - 1)];
        }
    }
    if (held > 0) {
        text += alphabet[(buffer << (bits - held)) & ((1U << bits) - 1)];
    }
    return text;
}

/// The reverse; nullopt for a character outside `alphabet`, a superfluous group or left-over bits
/// that are not zero, so that each value has one spelling.
inline std::optional<Bytes> read_groups(
    std::string_view text, unsigned bits, std::string_view alphabet
) {
    Bytes bytes;
    bytes.reserve(text.size() * bits / 8);
    std::uint32_t buffer = 0;
    unsigned held = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        buffer = (buffer << bits) | static_cast<std::uint32_t>(value);
        held += bits;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(static_cast<std::uint8_t>(buffer >> held));
        }
    }
    if (held >= bits || (buffer & ((1U << held) - 1)) != 0) {
        return std::nullopt;
    }
    return bytes;
}

}  // namespace contreseing::crypto
