#pragma once

#include <string>
#include <string_view>

namespace contreseing::server::http {

/// The lower case of an ASCII letter; any other byte as it is.
[[nodiscard]] constexpr char lower_ascii(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = lower_ascii(c);
    }
    return lower;
}

}  // namespace contreseing::server::http
