#include "mail/utf8.hpp"

namespace contreseing::mail {

Character character_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned first = byte(0);
    if (first < 0x80) {
        return {first, 1};
    }
    std::size_t length = 0;
    char32_t code = 0;
    char32_t smallest = 0;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2, code = first & 0x1FU, smallest = 0x80;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3, code = first & 0x0FU, smallest = 0x800;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4, code = first & 0x07U, smallest = 0x10000;
    } else {
        return {};
    }
    if (text.size() - at < length) {
        return {};
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return {};
        }
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < smallest || code > 0x10FFFF || surrogate) {
        return {};
    }
    return {code, length};
}

bool is_control(char32_t code) noexcept {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029;
}

bool is_bidi_override(char32_t code) noexcept {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string to_safe_line(std::string_view text, std::size_t max_bytes) {
    std::string line;
    for (std::size_t at = 0; at < text.size() && line.size() < max_bytes;) {
        const Character c = character_at(text, at);
        if (c.length == 0) {
            line += '?';
        } else if (is_control(c.code) || c.code == ' ') {
            if (!line.empty() && line.back() != ' ') {
                line += ' ';
            }
        } else if (!is_bidi_override(c.code)) {
            if (line.size() + c.length > max_bytes) {
                break;
            }
            line += text.substr(at, c.length);
        }
        at += c.length == 0 ? 1 : c.length;
    }
    while (!line.empty() && line.back() == ' ') {
        line.pop_back();
    }
    return line;
}

}  // namespace contreseing::mail
