#include "crypto/name_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace contreseing::crypto {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Decodes one code point and advances `text`; an invalid byte is taken alone as U+FFFD.
char32_t take_code_point(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
    char32_t point = size == 1 ? lead : lead & (0x7FU >> size);
    bool valid = size != 0 && size <= text.size();
    for (std::size_t i = 1; valid && i < size; ++i) {
        valid = (byte(i) & 0xC0U) == 0x80U;
        point = (point << 6U) | (byte(i) & 0x3FU);
    }
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    valid = valid && point >= kSmallest[size] && point <= 0x10FFFF &&
            !(point >= 0xD800 && point <= 0xDFFF);
    text.remove_prefix(valid ? size : 1);
    return valid ? point : kReplacement;
}

void append_utf8(std::string& out, char32_t point) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | (point >> 6U));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3FU));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

bool is_bidirectional_format(char32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/// Belongs to the character before it.
bool continues(char32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0x1F3FB && c <= 0x1F3FF);
}

}  // namespace

std::string name_text(std::string_view text, std::size_t max_characters) {
    std::vector<char32_t> points;
    while (!text.empty() && points.size() <= max_characters) {
        const char32_t point = take_code_point(text);
        const bool blank = is_control(point) || point == ' ';
        if (is_bidirectional_format(point) || (blank && (points.empty() || points.back() == ' '))) {
            continue;
        }
        points.push_back(blank ? U' ' : point);
    }
    if (points.size() > max_characters) {
        std::size_t end = max_characters;
        while (end > 0 && (continues(points[end]) || points[end - 1] == 0x200D)) {
            --end;
        }
        end = end > 0 ? end : max_characters;
        // Between two words when that keeps most of the text.
        const auto blank =
            std::find(points.rend() - static_cast<std::ptrdiff_t>(end) - 1, points.rend(), U' ');
        const auto words = static_cast<std::size_t>(points.rend() - blank);
        points.resize(words > end / 2 ? words : end);
    }
    while (!points.empty() && points.back() == ' ') {
        points.pop_back();
    }
    std::string out;
    for (const char32_t point : points) {
        append_utf8(out, point);
    }
    return out;
}

}  // namespace contreseing::crypto
