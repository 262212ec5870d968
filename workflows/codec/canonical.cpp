#include "workflows/codec/canonical.hpp"

#include "text/utf8.hpp"
#include "workflows/codec/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

namespace {

using nlohmann::json;

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

/// First UTF-16 code unit decides between planes: a surrogate (a scalar beyond U+FFFF) comes
/// before U+E000.
char32_t utf16_rank(char32_t scalar) {
    return scalar > 0xFFFF    ? 0xD800 + (scalar >> 16U)
           : scalar >= 0xE000 ? scalar + 0x10000
                              : scalar;
}

bool utf16_less(const std::string& a, const std::string& b) {
    std::size_t at_a = 0;
    std::size_t at_b = 0;
    while (true) {
        const auto x = text::next_scalar(a, at_a);
        const auto y = text::next_scalar(b, at_b);
        if (!x || !y) {
            return !x && y;
        }
        if (*x != *y) {
            const auto rank_x = utf16_rank(*x);
            const auto rank_y = utf16_rank(*y);
            return rank_x != rank_y ? rank_x < rank_y : *x < *y;
        }
    }
}

/// Number::toString of ECMA-262, section 6.1.6.1.20.
void append_double(std::string& out, double value) {
    if (value == 0.0) {
        out.push_back('0');
        return;
    }
    if (value < 0) {
        out.push_back('-');
        value = -value;
    }
    char buffer[32];
    const auto end =
        std::to_chars(std::begin(buffer), std::end(buffer), value, std::chars_format::scientific);
    const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
    const auto e = text.find('e');
    std::string digits(text.substr(0, e));
    std::erase(digits, '.');
    int exponent = 0;
    const auto sign = text[e + 1] == '+' ? 2U : 1U;
    std::from_chars(text.data() + e + sign, text.data() + text.size(), exponent);
    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1;  // digits before the decimal point
    if (count <= point && point <= 21) {
        out += digits;
        out.append(static_cast<std::size_t>(point - count), '0');
    } else if (0 < point && point <= 21) {
        out += digits.substr(0, static_cast<std::size_t>(point));
        out.push_back('.');
        out += digits.substr(static_cast<std::size_t>(point));
    } else if (-6 < point && point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += digits;
    } else {
        out.push_back(digits.front());
        if (count > 1) {
            out.push_back('.');
            out += digits.substr(1);
        }
        out += exponent < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(exponent));
    }
}

void append_value(std::string& out, const json& value);

void append_object(std::string& out, const json& object) {
    std::vector<json::const_iterator> members;
    members.reserve(object.size());
    for (auto it = object.begin(); it != object.end(); ++it) {
        members.push_back(it);
    }
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        return utf16_less(a.key(), b.key());
    });
    out.push_back('{');
    bool first = true;
    for (const auto& member : members) {
        if (!first) {
            out.push_back(',');
        }
        first = false;
        append_json_string(out, member.key());
        out.push_back(':');
        append_value(out, *member);
    }
    out.push_back('}');
}

void append_value(std::string& out, const json& value) {
    switch (value.type()) {
        case json::value_t::object:
            append_object(out, value);
            break;
        case json::value_t::array: {
            out.push_back('[');
            bool first = true;
            for (const auto& item : value) {
                if (!first) {
                    out.push_back(',');
                }
                first = false;
                append_value(out, item);
            }
            out.push_back(']');
            break;
        }
        case json::value_t::string:
            append_json_string(out, value.get_ref<const std::string&>());
            break;
        case json::value_t::boolean:
            out += value.get<bool>() ? "true" : "false";
            break;
        case json::value_t::number_integer:
        case json::value_t::number_unsigned:
            if (std::abs(value.get<double>()) < kExactIntegers) {
                out += std::to_string(value.get<std::int64_t>());
            } else {
                append_double(out, value.get<double>());
            }
            break;
        case json::value_t::number_float:
            append_double(out, value.get<double>());
            break;
        case json::value_t::null:
        case json::value_t::binary:
        case json::value_t::discarded:
            out += "null";
            break;
    }
}

}  // namespace

std::string canonical(const json& value) {
    std::string out;
    append_value(out, value);
    return out;
}

std::string canonical_string(const std::string& text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace contreseing::workflows::codec
