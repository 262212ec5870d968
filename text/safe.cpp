#include "text/safe.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

namespace contreseing::text {

std::string to_safe_line(std::string_view text, std::size_t max_bytes) {
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
        const auto scalar = next_scalar(text, at);
        if (!scalar) {
            ++at;
        }
        const char32_t shown = scalar.value_or(U'?');
        if (shown == U' ' || is_control(shown) || is_line_separator(shown)) {
            if (!line.empty() && line.back() != ' ') {
                line += ' ';
            }
        } else if (!is_hiding(shown)) {
            const auto before = line.size();
            append_scalar(line, shown);
            if (line.size() > max_bytes) {
                line.resize(before);
                break;
            }
        }
    }
    if (line.ends_with(' ')) {
        line.pop_back();
    }
    return line;
}

std::string to_safe_lines(std::string_view text, std::size_t max_bytes) {
    std::string lines;
    while (!text.empty() && lines.size() < max_bytes) {
        const auto end = text.find('\n');
        const auto line = to_safe_line(text.substr(0, end), max_bytes - lines.size());
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() || (!lines.empty() && !lines.ends_with("\n\n"))) {
            lines += line + '\n';
        }
    }
    while (lines.ends_with('\n')) {
        lines.pop_back();
    }
    return lines;
}

std::u32string hiding_characters(std::string_view text) {
    std::u32string hiding;
    for (std::size_t at = 0; at < text.size();) {
        const auto scalar = next_scalar(text, at);
        if (!scalar) {
            ++at;
        } else if (is_hiding(*scalar) && hiding.find(*scalar) == std::u32string::npos) {
            hiding.push_back(*scalar);
        }
    }
    return hiding;
}

}  // namespace contreseing::text
