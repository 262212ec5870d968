#include "mail/encoding.hpp"

#include "mail/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace contreseing::mail {
namespace {

constexpr std::size_t kLine = 76;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHex = "0123456789ABCDEF";

constexpr std::array<std::int8_t, 256> kReverse = [] {
    std::array<std::int8_t, 256> reverse{};
    reverse.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        reverse[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    }
    return reverse;
}();

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void append_base64(std::string& out, std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8U) | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= have ? kAlphabet[(group >> (18U - 6U * k)) & 0x3FU] : '=';
        }
    }
}

std::string escaped(unsigned char byte) {
    return {'=', kHex[byte >> 4U], kHex[byte & 0x0FU]};
}

/// One line of text (no line break inside) in quoted-printable, with soft breaks.
void append_quoted_line(std::string& out, std::string_view line) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto byte = static_cast<unsigned char>(line[i]);
        const bool last = i + 1 == line.size();
        const bool blank = byte == ' ' || byte == '\t';
        const bool literal = (byte > ' ' && byte < 0x7F && byte != '=') || (blank && !last);
        const std::string piece = literal ? std::string(1, line[i]) : escaped(byte);
        // The last column is kept for the `=` of a soft break.
        if (column + piece.size() > kLine - (last ? 0 : 1)) {
            out += "=\r\n";
            column = 0;
        }
        out += piece;
        column += piece.size();
    }
}

/// Words that a header can hold as they are. `=?` would read as an encoded word.
bool is_plain(std::string_view text) noexcept {
    std::size_t word = 0;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x7F || (word = c == ' ' ? 0 : word + 1) > 60) {
            return false;
        }
    }
    const bool outer_blanks = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    return !outer_blanks && text.find("  ") == std::string_view::npos &&
           text.find("=?") == std::string_view::npos;
}

bool same_letters(std::string_view a, std::string_view lower) noexcept {
    if (a.size() != lower.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
        if (c != lower[i]) {
            return false;
        }
    }
    return true;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | (byte >> 6U));
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return out;
}

struct DecodedWord {
    std::string text;
    std::size_t length = 0;  ///< of the encoded form
};

/// The encoded word that starts at `text[0]`, if there is one we can read.
std::optional<DecodedWord> decode_word(std::string_view text) {
    const auto charset_end = text.find('?', 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() ||
        text[charset_end + 2] != '?') {
        return std::nullopt;
    }
    const auto body = charset_end + 3;
    const auto end = text.find("?=", body);
    if (end == std::string_view::npos || end > 4096) {
        return std::nullopt;
    }
    std::string bytes;
    const char encoding = text[charset_end + 1];
    if (encoding == 'B' || encoding == 'b') {
        bytes = decode_base64(text.substr(body, end - body));
    } else if (encoding == 'Q' || encoding == 'q') {
        std::string quoted(text.substr(body, end - body));
        for (char& c : quoted) {
            c = c == '_' ? ' ' : c;
        }
        bytes = decode_quoted_printable(quoted);
    } else {
        return std::nullopt;
    }
    auto charset = text.substr(2, charset_end - 2);
    charset = charset.substr(0, charset.find('*'));  // RFC 2231 5: a language may follow
    if (same_letters(charset, "iso-8859-1") || same_letters(charset, "iso-8859-15")) {
        bytes = latin1_to_utf8(bytes);
    } else if (!same_letters(charset, "utf-8") && !same_letters(charset, "us-ascii")) {
        return std::nullopt;
    }
    return DecodedWord{std::move(bytes), end + 2};
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    append_base64(out, bytes);
    return out;
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t kBytesPerLine = kLine / 4 * 3;
    std::string out;
    out.reserve((bytes.size() / kBytesPerLine + 1) * (kLine + 2));
    for (std::size_t i = 0; i < bytes.size(); i += kBytesPerLine) {
        append_base64(out, bytes.substr(i, kBytesPerLine));
        out += "\r\n";
    }
    return out;
}

std::string decode_base64(std::string_view text) {
    std::string out;
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        if (c == '=') {
            break;
        }
        const int value = kReverse[static_cast<unsigned char>(c)];
        if (value < 0) {
            continue;
        }
        group = ((group << 6U) | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((group >> bits) & 0xFFU);
        }
    }
    return out;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    while (true) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (end != std::string_view::npos && line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        append_quoted_line(out, line);
        if (end == std::string_view::npos) {
            return out;
        }
        out += "\r\n";
        text.remove_prefix(end + 1);
    }
}

std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
            continue;
        }
        const auto rest = text.substr(i + 1);
        if (rest.starts_with("\r\n")) {
            i += 2;
        } else if (rest.starts_with("\n")) {
            i += 1;
        } else if (rest.size() >= 2 && hex_value(rest[0]) >= 0 && hex_value(rest[1]) >= 0) {
            out += static_cast<char>(hex_value(rest[0]) * 16 + hex_value(rest[1]));
            i += 2;
        } else {
            out += '=';
        }
    }
    return out;
}

std::string encode_words(std::string_view text) {
    if (is_plain(text)) {
        return std::string(text);
    }
    // 39 bytes make 52 characters of base64: with `=?UTF-8?B?` and `?=` 64, which leaves room for
    // the name of the header on the first line.
    constexpr std::size_t kBytesPerWord = 39;
    std::string out;
    std::size_t begin = 0;
    const auto flush = [&](std::size_t end) {
        if (!out.empty()) {
            out += ' ';
        }
        out += "=?UTF-8?B?" + base64(text.substr(begin, end - begin)) + "?=";
        begin = end;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::max<std::size_t>(1, character_at(text, at).length);
        if (at + length - begin > kBytesPerWord) {
            flush(at);
        }
        at += length;
    }
    flush(text.size());
    return out;
}

std::string decode_words(std::string_view header) {
    std::string out;
    std::size_t gap = std::string::npos;  // where blanks after an encoded word begin in `out`
    for (std::size_t i = 0; i < header.size();) {
        if (header.substr(i).starts_with("=?")) {
            if (auto word = decode_word(header.substr(i))) {
                if (gap != std::string::npos) {
                    out.resize(gap);  // blanks between two encoded words are not text
                }
                out += word->text;
                gap = out.size();
                i += word->length;
                continue;
            }
        }
        const char c = header[i++];
        if (c != ' ' && c != '\t') {
            gap = std::string::npos;
        }
        out += c;
    }
    return out;
}

std::string fold_header(std::string_view name, std::string_view value) {
    std::string out(name);
    out += ':';
    std::size_t column = out.size();
    while (!value.empty()) {
        const auto end = value.find(' ');
        const auto word = value.substr(0, end);
        if (column + 1 + word.size() > kLine && column > 1) {
            out += "\r\n";
            column = 0;
        }
        out += ' ';
        out += word;
        column += 1 + word.size();
        value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    }
    return out + "\r\n";
}

}  // namespace contreseing::mail
