#include "documents/pdf/text.hpp"

#include <cstdint>
#include <hb.h>

namespace contreseing::documents::pdf {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Reads one code point and moves `at` past it; a broken sequence costs one byte.
char32_t next_code_point(std::string_view utf8, std::size_t& at) {
    const auto byte = [&](std::size_t index) { return static_cast<std::uint8_t>(utf8[index]); };
    const std::uint8_t first = byte(at);
    std::size_t length = 1;
    char32_t value = first;
    char32_t smallest = 0;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2, value = first & 0x1FU, smallest = 0x80;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3, value = first & 0x0FU, smallest = 0x800;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4, value = first & 0x07U, smallest = 0x10000;
    } else if (first >= 0x80) {
        ++at;
        return kReplacement;
    }
    if (utf8.size() - at < length) {
        ++at;
        return kReplacement;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80) {
            ++at;
            return kReplacement;
        }
        value = (value << 6U) | (byte(at + i) & 0x3FU);
    }
    if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        ++at;
        return kReplacement;
    }
    at += length;
    return value;
}

bool is_space(char32_t c) {
    return c == ' ' || c == 0x205F || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x3000;
}

bool is_invisible(char32_t c, hb_unicode_general_category_t category) {
    return category == HB_UNICODE_GENERAL_CATEGORY_FORMAT || c == 0x115F || c == 0x1160 ||
           c == 0x3164 || c == 0x034F || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

std::u32string displayable(std::string_view utf8) {
    hb_unicode_funcs_t* unicode = hb_unicode_funcs_get_default();
    std::u32string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        char32_t c = next_code_point(utf8, at);
        const auto category = hb_unicode_general_category(unicode, c);
        if (is_invisible(c, category)) {
            continue;
        }
        if (category == HB_UNICODE_GENERAL_CATEGORY_CONTROL || is_space(c)) {
            c = ' ';
        }
        if (c == ' ' && (out.empty() || out.back() == ' ')) {
            continue;
        }
        hb_codepoint_t composed = 0;
        if (!out.empty() && c >= 0x300 &&
            hb_unicode_compose(unicode, out.back(), c, &composed) != 0) {
            out.back() = composed;
            continue;
        }
        out += c;
    }
    if (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out;
}

std::string text_string(std::string_view utf8) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    const std::u32string text = displayable(utf8);
    // Readers that repair files would take « 12 0 obj » for an object (`update_reader`).
    bool plain = text.find(U"obj") == std::u32string::npos;
    for (const char32_t c : text) {
        plain = plain && c >= 0x20 && c < 0x7F;
    }
    std::string out;
    if (plain) {
        out = "(";
        for (const char32_t c : text) {
            if (c == '(' || c == ')' || c == '\\') {
                out += '\\';
            }
            out += static_cast<char>(c);
        }
        return out + ")";
    }
    const auto unit = [&out](char32_t value) {
        for (int shift = 12; shift >= 0; shift -= 4) {
            out += kHex[(value >> static_cast<unsigned>(shift)) & 0xFU];
        }
    };
    out = "<FEFF";
    for (const char32_t c : text) {
        if (c >= 0x10000) {
            unit(0xD800 + ((c - 0x10000) >> 10U));
            unit(0xDC00 + ((c - 0x10000) & 0x3FFU));
        } else {
            unit(c);
        }
    }
    return out + ">";
}

std::string pdf_date(std::chrono::sys_seconds instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    const auto digits = [](long long value, int width) {
        std::string text = std::to_string(value);
        return std::string(static_cast<std::size_t>(width) - text.size(), '0') + text;
    };
    return "D:" + digits(static_cast<int>(date.year()), 4) +
           digits(static_cast<unsigned>(date.month()), 2) +
           digits(static_cast<unsigned>(date.day()), 2) + digits(time.hours().count(), 2) +
           digits(time.minutes().count(), 2) + digits(time.seconds().count(), 2) + "Z";
}

}  // namespace contreseing::documents::pdf
