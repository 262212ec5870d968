#include "server/http/header_value.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"

#include <algorithm>
#include <array>
#include <iconv.h>
#include <memory>

namespace contreseing::server::http {
namespace {

/// Takes the quoted string that `rest` begins with; nothing when it does not end.
std::optional<std::string> take_quoted(std::string_view& rest, Escapes escapes) {
    std::string out;
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        const bool before = i + 1 < rest.size();
        if (rest[i] == '\\' && before &&
            (escapes == Escapes::OfMime || rest[i + 1] == '"' || rest[i + 1] == '\\')) {
            ++i;
            out += rest[i];
        } else if (escapes == Escapes::OfForms && rest.substr(i, 3) == "%22") {
            out += '"';
            i += 2;
        } else {
            out += rest[i];
        }
    }
    if (i >= rest.size()) {
        return std::nullopt;
    }
    rest.remove_prefix(i + 1);
    return out;
}

std::optional<std::string> take_value(std::string_view& rest, Escapes escapes) {
    if (!rest.empty() && rest.front() == '"') {
        return take_quoted(rest, escapes);
    }
    const std::string_view value = trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    return value.find_first_of(" \t\"") == std::string_view::npos ? std::optional(std::string(value))
                                                                  : std::nullopt;
}

/// The name under which iconv knows `charset`; null for one that is not read here. A list of ours:
/// iconv loads a converter for whatever it is asked.
const char* converter_of(std::string_view charset) {
    struct Known {
        std::string_view name;
        const char* converter;
    };
    // Who says ISO 8859-1 and sends 0x80 to 0x9F means Windows-1252. Source: WHATWG Encoding 4.2.
    constexpr std::array kKnown{
        Known{"iso-8859-1", "CP1252"},
        Known{"latin1", "CP1252"},
        Known{"windows-1252", "CP1252"},
        Known{"cp1252", "CP1252"},
        Known{"iso-8859-15", "ISO-8859-15"},
    };
    const auto found = std::find_if(kKnown.begin(), kKnown.end(), [charset](const Known& known) {
        return equals_ignoring_case(known.name, charset);
    });
    return found == kKnown.end() ? nullptr : found->converter;
}

}  // namespace

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<HeaderValue> parse_header_value(std::string_view text, Escapes escapes) {
    HeaderValue out;
    out.value = trim(text.substr(0, text.find(';')));
    std::string_view rest = text.substr(std::min(text.find(';'), text.size()));
    while (!rest.empty()) {
        rest = trim(rest.substr(1));  // the semicolon
        if (rest.empty()) {
            break;
        }
        const std::size_t equal = rest.find('=');
        const std::string_view name = trim(rest.substr(0, equal));
        if (equal == std::string_view::npos || !is_token(name)) {
            return std::nullopt;
        }
        rest = trim(rest.substr(equal + 1));
        auto value = take_value(rest, escapes);
        rest = trim(rest);
        if (!value || (!rest.empty() && rest.front() != ';')) {
            return std::nullopt;
        }
        out.parameters.add(std::string(name), std::move(*value));
    }
    return out;
}

std::optional<std::string> only(const Fields& parameters, std::string_view name) {
    std::optional<std::string> found;
    for (const Field& parameter : parameters) {
        if (!equals_ignoring_case(parameter.name, name)) {
            continue;
        }
        if (found) {
            throw Error(ErrorKind::MalformedMultipart, "a parameter of a header comes twice");
        }
        found = parameter.value;
    }
    return found;
}

std::string_view media_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset) {
    for (const std::string_view same : {"", "utf-8", "utf8", "us-ascii"}) {
        if (equals_ignoring_case(charset, same)) {
            return std::string(bytes);
        }
    }
    const char* known = converter_of(charset);
    if (known == nullptr) {
        return std::nullopt;
    }
    const iconv_t opened = iconv_open("UTF-8", known);
    if (opened == iconv_t(-1)) {
        return std::nullopt;
    }
    const std::unique_ptr<void, int (*)(void*)> converter(opened, iconv_close);
    std::string in(bytes);
    std::string out(3 * in.size(), '\0');  // three bytes for one at most
    char* from = in.data();
    char* to = out.data();
    std::size_t left = in.size();
    std::size_t room = out.size();
    if (iconv(opened, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
        return std::nullopt;
    }
    out.resize(out.size() - room);
    return out;
}

}  // namespace contreseing::server::http
