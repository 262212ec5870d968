#include "text/characters.hpp"

namespace contreseing::text {

bool is_control(char32_t scalar) {
    return scalar < 0x20 || (scalar >= 0x7F && scalar <= 0x9F);
}

bool is_bidi_control(char32_t scalar) {
    return scalar == 0x061C || scalar == 0x200E || scalar == 0x200F ||
           (scalar >= 0x202A && scalar <= 0x202E) || (scalar >= 0x2066 && scalar <= 0x2069);
}

bool is_line_separator(char32_t scalar) {
    return scalar == 0x2028 || scalar == 0x2029;
}

bool is_blank(char32_t scalar) {
    constexpr ScalarRange kBlanks[] = {
        {U'\t', U'\n'},
        {U' ', U' '},
        {0xA0, 0xA0},
        {0x1680, 0x1680},
        {0x2000, 0x200A},
        {0x202F, 0x202F},
        {0x205F, 0x205F},
        {0x3000, 0x3000},
        {0xFEFF, 0xFEFF},
    };
    return is_in(kBlanks, scalar);
}

bool is_invisible(char32_t scalar) {
    constexpr ScalarRange kInvisible[] = {
        {0xAD, 0xAD},
        {0x034F, 0x034F},
        {0x061C, 0x061C},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x200B, 0x200F},
        {0x202A, 0x202E},
        {0x2060, 0x206F},
        {0x2800, 0x2800},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFFB},
        {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A},
        {0xE0000, 0xE0FFF},
    };
    return is_in(kInvisible, scalar);
}

bool is_joiner_or_selector(char32_t scalar) {
    return scalar == 0x200C || scalar == 0x200D || (scalar >= 0xFE00 && scalar <= 0xFE0F);
}

bool is_hiding(char32_t scalar) {
    constexpr ScalarRange kCopiedAlong[] = {
        {0xAD, 0xAD},
        {0x034F, 0x034F},
        {0x180E, 0x180E},
        {0x200B, 0x200D},
        {0x2060, 0x2064},
        {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF},
    };
    return is_bidi_control(scalar) || (is_invisible(scalar) && !is_in(kCopiedAlong, scalar));
}

bool is_letter_or_digit(char32_t scalar) {
    constexpr ScalarRange kPunctuation[] = {
        {0x80, 0xA9},      // Latin-1 before the feminine ordinal
        {0xAB, 0xB4},      // « and on, before the micro sign
        {0xB6, 0xB9},      // before the masculine ordinal
        {0xBB, 0xBF},      // » and on
        {0xD7, 0xD7},      // ×
        {0xF7, 0xF7},      // ÷
        {0x2010, 0x2BFF},  // dashes, quotes, arrows, box drawing…
        {0x3001, 0x3003},  // CJK comma and stop
        {0x3008, 0x3020},  // CJK brackets
    };
    return scalar < 0x80
               ? is_ascii_alphanumeric(static_cast<char>(scalar))
               : !is_blank(scalar) && !is_invisible(scalar) && !is_in(kPunctuation, scalar);
}

bool is_dash(char32_t scalar) {
    constexpr ScalarRange kDashes[] = {
        {U'-', U'-'},
        {0x058A, 0x058A},
        {0x05BE, 0x05BE},
        {0x2010, 0x2015},
        {0x2043, 0x2043},
        {0x2053, 0x2053},
        {0x207B, 0x207B},
        {0x208B, 0x208B},
        {0x2212, 0x2212},
        {0x2E3A, 0x2E3B},
        {0x301C, 0x301C},
        {0x30FC, 0x30FC},
        {0xFE31, 0xFE32},
        {0xFE58, 0xFE58},
        {0xFE63, 0xFE63},
        {0xFF0D, 0xFF0D},
        {0xFF70, 0xFF70},
    };
    return is_in(kDashes, scalar);
}

bool is_quote(char32_t scalar) {
    constexpr ScalarRange kQuotes[] = {
        {U'"', U'"'},
        {U'\'', U'\''},
        {U'`', U'`'},
        {0xAB, 0xAB},
        {0xB4, 0xB4},
        {0xBB, 0xBB},
        {0x2018, 0x201F},
        {0x2032, 0x2033},
        {0x2039, 0x203A},
        {0x300C, 0x300F},
        {0x301D, 0x301F},
        {0xFF02, 0xFF02},
        {0xFF07, 0xFF07},
    };
    return is_in(kQuotes, scalar);
}

char32_t narrowed(char32_t scalar) {
    switch (scalar) {
        case 0x3002:
        case 0xFE52:
        case 0xFF61:
            return U'.';
        case 0xFE6B:
            return U'@';
        default:
            return scalar >= 0xFF01 && scalar <= 0xFF5E ? scalar - 0xFF01 + U'!' : scalar;
    }
}

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return lower_ascii(c);
    });
    return lower;
}

char32_t folded(char32_t scalar) {
    if (scalar >= U'A' && scalar <= U'Z') {
        return scalar + 32;
    }
    // Latin-1 capitals lie 32 below their small letters, U+00D7 (×) apart.
    if (scalar >= 0xC0 && scalar <= 0xDE && scalar != 0xD7) {
        scalar += 32;
    }
    switch (scalar) {
        case U'à':
        case U'á':
        case U'â':
        case U'ã':
        case U'ä':
            return U'a';
        case U'ç':
            return U'c';
        case U'è':
        case U'é':
        case U'ê':
        case U'ë':
            return U'e';
        case U'ì':
        case U'í':
        case U'î':
        case U'ï':
            return U'i';
        case U'ñ':
            return U'n';
        case U'ò':
        case U'ó':
        case U'ô':
        case U'ö':
            return U'o';
        case U'ù':
        case U'ú':
        case U'û':
        case U'ü':
            return U'u';
        case U'ÿ':
            return U'y';
        default:
            return scalar;
    }
}

}  // namespace contreseing::text
