#include "server/http/encoding.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace contreseing::server::http {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

}  // namespace

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return text::is_ascii_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
    });
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return text::lower_ascii(x) == text::lower_ascii(y);
    });
}

std::string json_quote(std::string_view text) {
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char c = text[at];
        if (!text::next_scalar(text, at)) {
            out += "\xEF\xBF\xBD";
            ++at;
        } else if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            const auto byte = static_cast<unsigned char>(c);
            out += "\\u00";
            out += {kHexDigits[byte >> 4U], kHexDigits[byte & 0x0FU]};
        } else {
            out += text.substr(begin, at - begin);
        }
    }
    return out += '"';
}

bool equals_in_constant_time(std::string_view a, std::string_view b) {
    // volatile: the compiler may not leave the loop at the first difference.
    volatile unsigned char difference = a.size() == b.size() ? 0 : 1;
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        difference = static_cast<unsigned char>(
            difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]))
        );
    }
    return difference == 0;
}

}  // namespace contreseing::server::http
