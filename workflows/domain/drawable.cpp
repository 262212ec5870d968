#include "workflows/domain/drawable.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace contreseing::workflows {

namespace {

using text::is_in;
using text::ScalarRange;

/// Latin (Basic, Latin-1, Extended-A and -B, phonetic, Additional with Vietnamese), apostrophes
/// that are letters, Greek, Cyrillic, and the punctuation of names.
constexpr ScalarRange kLetters[] = {
    {0x0020, 0x007E}, {0x00A0, 0x02AF}, {0x02B9, 0x02C1}, {0x02C6, 0x02C9},
    {0x02D8, 0x02DD}, {0x0384, 0x038A}, {0x038C, 0x038C}, {0x038E, 0x03A1},
    {0x03A3, 0x03FF}, {0x0400, 0x0482}, {0x048A, 0x0525}, {0x1E00, 0x1EFB},

    {0x2010, 0x2015}, {0x2018, 0x201E}, {0x2020, 0x2022}, {0x2026, 0x2026},
    {0x2030, 0x2030}, {0x2032, 0x2033}, {0x2039, 0x203A}, {0x20AC, 0x20AC},
    {0x2116, 0x2116}, {0x2122, 0x2122}, {0x2212, 0x2212},
};

/// Archaic and polytonic Greek, further punctuation, raised and lowered figures, currencies,
/// fractions, arrows, mathematics, lines, shapes, boxes to tick.
constexpr ScalarRange kSigns[] = {
    {0x0370, 0x0377}, {0x037A, 0x037F}, {0x1F00, 0x1F15}, {0x1F18, 0x1F1D}, {0x1F20, 0x1F45},
    {0x1F48, 0x1F4D}, {0x1F50, 0x1F57}, {0x2016, 0x2017}, {0x201F, 0x201F}, {0x2023, 0x2025},
    {0x2027, 0x2027}, {0x2031, 0x2031}, {0x2034, 0x2038}, {0x203B, 0x205E}, {0x2070, 0x2071},
    {0x2074, 0x208E}, {0x2090, 0x2094}, {0x20A0, 0x20AB}, {0x20AD, 0x20B5}, {0x20B8, 0x20BA},
    {0x20BD, 0x20BD}, {0x2100, 0x2109}, {0x210B, 0x2115}, {0x2117, 0x2121}, {0x2123, 0x2149},
    {0x2150, 0x2185}, {0x2190, 0x21FF}, {0x2200, 0x2211}, {0x2213, 0x22FF}, {0x2460, 0x2469},
    {0x2500, 0x259F}, {0x25A0, 0x25FF}, {0x2605, 0x2606}, {0x260E, 0x260E}, {0x2610, 0x2612},
    {0x2640, 0x2640}, {0x2642, 0x2642}, {0x2660, 0x2667}, {0x266D, 0x266F}, {0x2701, 0x2704},
    {0x2706, 0x2709}, {0x270C, 0x2727}, {0x2729, 0x274B}, {0x2756, 0x2756}, {0x2758, 0x275E},
    {0x2761, 0x2794}, {0x2798, 0x27AF}, {0x27B1, 0x27BE},
};

/// Blanks of any width, breaks, and what only says where a word may be cut: nothing is missing
/// where they are not drawn.
constexpr ScalarRange kNothing[] = {
    {0x0009, 0x000A},
    {0x00AD, 0x00AD},
    {0x034F, 0x034F},
    {0x2000, 0x200D},
    {0x202F, 0x202F},
    {0x205F, 0x2060},
    {0x3000, 0x3000},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
};

/// Private, without a meaning, or shown as nothing: its number says more than its picture.
bool has_a_picture(char32_t scalar) {
    constexpr ScalarRange kNone[] = {
        {0x0000, 0x001F},
        {0x007F, 0x009F},
        {0x0300, 0x036F},
        {0x200B, 0x200F},
        {0x2028, 0x202E},
        {0x2060, 0x206F},
        {0xE000, 0xF8FF},
        {0xFE00, 0xFE0F},
        {0xFFF0, 0xFFFF},
        {0xE0000, 0x10FFFF},
    };
    return !is_in(kNone, scalar);
}

}  // namespace

bool is_drawable(char32_t scalar, DrawnIn where) {
    return is_in(kLetters, scalar) || is_in(kNothing, scalar) ||
           (where == DrawnIn::Text && is_in(kSigns, scalar));
}

std::u32string undrawable(std::string_view text, DrawnIn where) {
    std::u32string missing;
    std::size_t at = 0;
    while (const auto scalar = text::next_scalar(text, at)) {
        if (!is_drawable(*scalar, where) && missing.find(*scalar) == std::u32string::npos) {
            missing.push_back(*scalar);
        }
    }
    return missing;
}

std::string characters_named(std::u32string_view characters) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string names;
    for (const char32_t scalar : characters) {
        std::string number;
        for (auto rest = static_cast<std::uint32_t>(scalar); rest != 0 || number.size() < 4;
             rest >>= 4U) {
            number.insert(number.begin(), kHex[rest & 0xFU]);
        }
        names += names.empty() ? "" : ", ";
        if (has_a_picture(scalar)) {
            text::append_scalar(names, scalar);
            names += " (U+" + number + ')';
        } else {
            names += "U+" + number;
        }
    }
    return names;
}

}  // namespace contreseing::workflows
