#include "text/encodings.hpp"

#include "text/characters.hpp"

namespace contreseing::text {

namespace {

constexpr std::string_view kHexLower = "0123456789abcdef";
constexpr std::string_view kHexUpper = "0123456789ABCDEF";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// One character per group of `bits` bits, most significant first, the last group filled with zero
/// bits.
std::string write_groups(ByteView bytes, unsigned bits, std::string_view alphabet) {
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
/// that are not zero.
std::optional<Bytes> read_groups(std::string_view text, unsigned bits, std::string_view alphabet) {
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

}  // namespace

void append_hex(std::string& out, ByteView bytes) {
    for (const std::uint8_t byte : bytes) {
        out += kHexLower[byte >> 4U];
        out += kHexLower[byte & 0x0FU];
    }
}

std::string to_hex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    append_hex(text, bytes);
    return text;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2) {
        return false;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = hex_value(text[2 * i]);
        const int low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

std::optional<Bytes> from_hex(std::string_view text) {
    Bytes bytes(text.size() / 2);
    return read_hex(text, bytes) ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string to_base32(ByteView bytes) {
    return write_groups(bytes, 5, kBase32);
}

std::optional<Bytes> from_base32(std::string_view text) {
    while (!text.empty() && text.back() == '=') {
        text.remove_suffix(1);
    }
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - 'a' + 'A');
        }
    }
    return read_groups(upper, 5, kBase32);
}

std::string to_base64(ByteView bytes) {
    auto text = write_groups(bytes, 6, kBase64);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::string to_base64url(ByteView bytes) {
    return write_groups(bytes, 6, kBase64Url);
}

std::optional<Bytes> from_base64url(std::string_view text) {
    return read_groups(text, 6, kBase64Url);
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_ascii_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kHexUpper[byte >> 4U];
            out += kHexUpper[byte & 0x0FU];
        }
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text, PlusSign plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == PlusSign::Space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (text.size() - i < 3) {
                return std::nullopt;
            }
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                return std::nullopt;
            }
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

}  // namespace contreseing::text
