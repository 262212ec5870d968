#include "text/composition.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <utf8proc.h>

namespace contreseing::text {

namespace {

/// No character below it takes part in a composition or stands for another.
constexpr unsigned char kFirstLeadThatMatters = 0xCC;  // U+0300

bool is_presentation_form(char32_t scalar) {
    return (scalar >= 0xFB00 && scalar <= 0xFB06) || (scalar >= 0xFF01 && scalar <= 0xFF5E) ||
           (scalar >= 0xFFE0 && scalar <= 0xFFE6) || (scalar >= 0x1D400 && scalar <= 0x1D7FF);
}

void append(std::string& out, utf8proc_int32_t scalar) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(scalar, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

void append_plain(std::string& out, char32_t scalar) {
    std::array<utf8proc_int32_t, 8> plain{};
    int boundary = 0;
    const auto count = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(scalar),
        plain.data(),
        plain.size(),
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT),
        &boundary
    );
    if (count < 1 || static_cast<std::size_t>(count) > plain.size()) {
        append(out, static_cast<utf8proc_int32_t>(scalar));
        return;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        append(out, plain[i]);
    }
}

struct Free {
    void operator()(utf8proc_uint8_t* bytes) const noexcept { std::free(bytes); }
};

}  // namespace

std::string composed(std::string_view utf8) {
    const bool plain = std::none_of(utf8.begin(), utf8.end(), [](char c) {
        return static_cast<unsigned char>(c) >= kFirstLeadThatMatters;
    });
    if (plain) {
        return std::string(utf8);
    }
    std::string letters;
    letters.reserve(utf8.size());
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
    auto left = static_cast<utf8proc_ssize_t>(utf8.size());
    while (left > 0) {
        utf8proc_int32_t scalar = 0;
        const auto length = utf8proc_iterate(bytes, left, &scalar);
        if (length < 1) {
            return std::string(utf8);  // not UTF-8: as it is
        }
        if (is_presentation_form(static_cast<char32_t>(scalar))) {
            append_plain(letters, static_cast<char32_t>(scalar));
        } else {
            append(letters, scalar);
        }
        bytes += length;
        left -= length;
    }
    utf8proc_uint8_t* made = nullptr;
    const auto length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(letters.data()),
        static_cast<utf8proc_ssize_t>(letters.size()),
        &made,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE)
    );
    const std::unique_ptr<utf8proc_uint8_t, Free> owned(made);
    if (length < 0) {
        throw std::bad_alloc();  // well-formed text fails for want of memory only
    }
    return {reinterpret_cast<const char*>(owned.get()), static_cast<std::size_t>(length)};
}

bool is_letter_or_figure(char32_t scalar) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(scalar))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO:
            return true;
        default:
            return false;
    }
}

bool is_meant_to_be_seen(char32_t scalar) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(scalar))) {
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_ZS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return false;
        default:
            return true;
    }
}

}  // namespace contreseing::text
