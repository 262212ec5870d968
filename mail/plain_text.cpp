#include "mail/plain_text.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace contreseing::mail {
namespace {

constexpr std::size_t kLongestEntity = 10;

std::optional<char32_t> entity(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, char32_t>, 14> kNames{{
        {"amp", U'&'},
        {"lt", U'<'},
        {"gt", U'>'},
        {"quot", U'"'},
        {"apos", U'\''},
        {"nbsp", U' '},
        {"eacute", U'é'},
        {"egrave", U'è'},
        {"ecirc", U'ê'},
        {"agrave", U'à'},
        {"ccedil", U'ç'},
        {"ocirc", U'ô'},
        {"ugrave", U'ù'},
        {"rsquo", U'’'},
    }};
    for (const auto& [known, scalar] : kNames) {
        if (known == name) {
            return scalar;
        }
    }
    if (!name.starts_with('#')) {
        return std::nullopt;
    }
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
    name.remove_prefix(hexadecimal ? 1 : 0);
    std::uint32_t scalar = 0;
    const auto [end, problem] =
        std::from_chars(name.data(), name.data() + name.size(), scalar, hexadecimal ? 16 : 10);
    const bool whole = problem == std::errc{} && end == name.data() + name.size();
    const bool surrogate = scalar >= 0xD800 && scalar <= 0xDFFF;
    return whole && scalar != 0 && scalar <= 0x10FFFF && !surrogate
               ? std::optional<char32_t>(scalar)
               : std::nullopt;
}

/// Name of the tag whose `<` was read, in lower case: `br`, `/p`, `!--`.
std::string tag_name(std::string_view rest) {
    std::string name;
    for (const char c : rest.substr(0, 12)) {
        if (!text::is_ascii_alphanumeric(c) && c != '/' && c != '!' && c != '-') {
            break;
        }
        name += text::lower_ascii(c);
    }
    return name;
}

/// Where what `name` opens ends, in `lower`, past its `>`.
std::size_t end_of(std::string_view lower, std::size_t from, std::string_view name) {
    const auto hidden = name == "script" || name == "style" || name == "title";
    const auto closing = name.starts_with("!--") ? std::string("-->")
                         : hidden                ? "</" + std::string(name)
                                                 : std::string(">");
    auto end = lower.find(closing, from);
    if (hidden && end != std::string_view::npos) {
        end = lower.find('>', end);
        return end == std::string_view::npos ? lower.size() : end + 1;
    }
    return end == std::string_view::npos ? lower.size() : end + closing.size();
}

}  // namespace

std::string text_of_html(std::string_view html) {
    constexpr std::array<std::string_view, 12> kBreaks{
        "br", "br/", "p", "/p", "div", "/div", "/tr", "/li", "/h1", "/h2", "/h3", "hr"};
    const std::string lower = text::lower_ascii(html);
    std::string out;
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            const auto name = tag_name(html.substr(at + 1));
            const bool breaks = std::find(kBreaks.begin(), kBreaks.end(), name) != kBreaks.end();
            const bool cell = name == "td" || name == "/td" || name == "/th";
            out += breaks ? "\n" : cell ? " " : "";
            at = end_of(lower, at, name);
        } else if (html[at] == '&') {
            const auto end = html.substr(at, kLongestEntity).find(';');
            const auto scalar =
                end == std::string_view::npos ? std::nullopt : entity(html.substr(at + 1, end - 1));
            if (scalar) {
                text::append_scalar(out, *scalar);
            } else {
                out += '&';
            }
            at += scalar ? end + 1 : 1;
        } else {
            out += html[at] == '\n' || html[at] == '\r' ? ' ' : html[at];
            ++at;
        }
    }
    return out;
}

}  // namespace contreseing::mail
