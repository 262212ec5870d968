#include "server/pages/kit/templates.hpp"

namespace contreseing::server::pages {

namespace {

/// Length of the bidirectional control that starts at `at`, or 0 (UTF-8 of U+202A-E, U+2066-9).
std::size_t bidirectional_control(std::string_view text, std::size_t at) {
    if (text.size() - at < 3 || text[at] != '\xe2') {
        return 0;
    }
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const auto third = static_cast<unsigned char>(text[at + 2]);
    const bool override = second == 0x80 && third >= 0xaa && third <= 0xae;
    const bool isolate = second == 0x81 && third >= 0xa6 && third <= 0xa9;
    return override || isolate ? 3 : 0;
}

}  // namespace

std::string html_escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size() + text.size() / 8);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&#34;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            case '\n':
            case '\t':
                safe += c;
                break;
            default:
                if (const auto skipped = bidirectional_control(text, at); skipped != 0) {
                    at += skipped - 1;
                } else if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f') {
                    safe += c;
                }
        }
    }
    return safe;
}

}  // namespace contreseing::server::pages
