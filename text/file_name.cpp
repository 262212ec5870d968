#include "text/file_name.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

namespace contreseing::text {

namespace {

constexpr std::size_t kLongest = 60;
constexpr std::size_t kLongestEnding = 8;

std::string ascii(char32_t scalar) {
    switch (scalar) {
        case U'Œ':
            return "OE";
        case U'œ':
            return "oe";
        case U'Æ':
            return "AE";
        case U'æ':
            return "ae";
        case U'Ÿ':
            return "Y";
        case U'’':
        case U'‘':
            return "'";
        default:
            break;
    }
    if (scalar < 0x80) {
        const auto c = static_cast<char>(scalar);
        const bool plain = c >= ' ' && c != 0x7F && c != '"' && c != '\\' && c != '%' && c != '/';
        return {plain ? c : '_'};
    }
    if (is_dash(scalar)) {
        return "-";
    }
    if (is_blank(scalar)) {
        return " ";
    }
    const char32_t letter = folded(scalar);
    if (letter >= 0x80) {
        return "_";
    }
    const bool capital = scalar < 0xDF;  // of Latin-1
    return {static_cast<char>(capital ? letter - U'a' + U'A' : letter)};
}

}  // namespace

std::string ascii_file_name(std::string_view name) {
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const auto scalar = next_scalar(name, at);
        if (!scalar) {
            ++at;
        }
        out += scalar && is_invisible(*scalar) ? "" : ascii(scalar.value_or(U'"'));
    }
    if (out.size() > kLongest) {
        const auto dot = out.rfind('.');
        const auto ending = dot == std::string::npos || out.size() - dot > kLongestEnding
                                ? std::string{}
                                : out.substr(dot);
        out = out.substr(0, kLongest - ending.size()) + ending;
    }
    return out;
}

}  // namespace contreseing::text
