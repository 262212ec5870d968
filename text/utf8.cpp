#include "text/utf8.hpp"

namespace contreseing::text {

namespace {

bool is_tail(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

char32_t tail_bits(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]) & 0x3FU;
}

}  // namespace

std::optional<char32_t> next_scalar(std::string_view text, std::size_t& at) {
    if (at >= text.size()) {
        return std::nullopt;
    }
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    std::size_t tails = 0;
    char32_t scalar = 0;
    char32_t least = 0;
    if ((lead & 0xE0U) == 0xC0U) {
        tails = 1;
        scalar = lead & 0x1FU;
        least = 0x80;
    } else if ((lead & 0xF0U) == 0xE0U) {
        tails = 2;
        scalar = lead & 0x0FU;
        least = 0x800;
    } else if ((lead & 0xF8U) == 0xF0U) {
        tails = 3;
        scalar = lead & 0x07U;
        least = 0x10000;
    } else {
        return std::nullopt;
    }
    for (std::size_t i = 1; i <= tails; ++i) {
        if (!is_tail(text, at + i)) {
            return std::nullopt;
        }
        scalar = scalar << 6U | tail_bits(text, at + i);
    }
    const bool surrogate = scalar >= 0xD800 && scalar <= 0xDFFF;
    if (scalar < least || surrogate || scalar > 0x10FFFF) {
        return std::nullopt;
    }
    at += tails + 1;
    return scalar;
}

bool is_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (!next_scalar(text, at)) {
            return false;
        }
    }
    return true;
}

void append_scalar(std::string& out, char32_t scalar) {
    const auto put = [&out](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    if (scalar < 0x80) {
        put(scalar);
    } else if (scalar < 0x800) {
        put(0xC0U | scalar >> 6U);
        put(0x80U | (scalar & 0x3FU));
    } else if (scalar < 0x10000) {
        put(0xE0U | scalar >> 12U);
        put(0x80U | (scalar >> 6U & 0x3FU));
        put(0x80U | (scalar & 0x3FU));
    } else {
        put(0xF0U | scalar >> 18U);
        put(0x80U | (scalar >> 12U & 0x3FU));
        put(0x80U | (scalar >> 6U & 0x3FU));
        put(0x80U | (scalar & 0x3FU));
    }
}

}  // namespace contreseing::text
