#include "mail/encoding.hpp"

#include "text/encodings.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace contreseing::mail {
namespace {

constexpr std::size_t kLine = 76;
constexpr std::string_view kHex = "0123456789ABCDEF";

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

}  // namespace

std::string base64(std::string_view bytes) {
    return text::to_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t kBytesPerLine = kLine / 4 * 3;
    std::string out;
    out.reserve((bytes.size() / kBytesPerLine + 1) * (kLine + 2));
    for (std::size_t i = 0; i < bytes.size(); i += kBytesPerLine) {
        out += base64(bytes.substr(i, kBytesPerLine));
        out += "\r\n";
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
        const std::size_t character = at;
        if (!text::next_scalar(text, at)) {
            ++at;
        }
        if (at - begin > kBytesPerWord) {
            flush(character);
        }
    }
    flush(text.size());
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
