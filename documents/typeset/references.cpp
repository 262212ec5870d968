#include "documents/typeset/references.hpp"

#include "text/characters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace contreseing::documents::typeset {
namespace {

constexpr std::array<std::string_view, 20> kElements = {
    "applet", "audio",  "base",   "bgsound", "embed", "feimage", "frame",
    "iframe", "image",  "img",    "input",   "link",  "object",  "picture",
    "portal", "script", "source", "track",   "use",   "video"};
constexpr std::array<std::string_view, 8> kAttributes = {
    "archive", "background", "data", "poster", "src", "srcdoc", "srcset", "xlink:href"};
constexpr std::array<std::string_view, 4> kFunctions = {"url(", "src(", "image(", "image-set("};

bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}
bool is_in_name(char c) {
    return is_letter(c) || text::is_ascii_digit(c) || c == '-' || c == '_' || c == ':';
}

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& known, std::string_view name) {
    return std::find(known.begin(), known.end(), name) != known.end();
}

/// Lower case, and blanks instead of comments, each character in its place.
std::string readable(std::string_view text) {
    std::string out = text::lower_ascii(text);
    for (const auto& [begin, end] : {std::pair("<!--", "-->"), std::pair("/*", "*/")}) {
        for (auto at = out.find(begin); at != std::string::npos; at = out.find(begin, at)) {
            const auto close = out.find(end, at + 2);
            if (close == std::string::npos) {
                break;
            }
            const auto stop = close + std::string_view(end).size();
            std::replace_if(
                out.begin() + static_cast<std::ptrdiff_t>(at),
                out.begin() + static_cast<std::ptrdiff_t>(stop),
                [](char c) { return c != '\n'; },
                ' '
            );
            at = stop;
        }
    }
    return out;
}

class Search {
public:
    explicit Search(std::string text) : text_(std::move(text)) {}

    std::vector<Reference> all() && {
        for (std::size_t at = 0; at < text_.size(); ++at) {
            if (text_[at] == '<') {
                tag(at);
            } else if (starts(at, "@import")) {
                add(at, "@import");
            } else {
                function(at);
            }
        }
        return std::move(found_);
    }

private:
    [[nodiscard]] bool starts(std::size_t at, std::string_view with) const {
        return std::string_view(text_).substr(at).starts_with(with);
    }
    [[nodiscard]] std::string_view name_at(std::size_t at) const {
        auto end = at;
        while (end < text_.size() && is_in_name(text_[end])) {
            ++end;
        }
        return std::string_view(text_).substr(at, end - at);
    }
    [[nodiscard]] std::size_t after_blanks(std::size_t at) const {
        while (at < text_.size() && is_blank(text_[at])) {
            ++at;
        }
        return at;
    }

    void add(std::size_t at, std::string what) {
        const auto line =
            std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        found_.push_back({static_cast<int>(line) + 1, std::move(what)});
    }

    void tag(std::size_t at) {
        auto name = name_at(at + 1);
        if (name.empty()) {
            return;
        }
        const auto local = name.substr(name.find(':') == name.npos ? 0 : name.find(':') + 1);
        if (holds(kElements, local)) {
            add(at, '<' + std::string(name) + '>');
            return;
        }
        char quote = 0;
        for (at += 1 + name.size(); at < text_.size() && (quote != 0 || text_[at] != '>'); ++at) {
            if (quote != 0) {
                quote = text_[at] == quote ? '\0' : quote;
            } else if (text_[at] == '"' || text_[at] == '\'') {
                quote = text_[at];
            } else if (is_letter(text_[at]) && !is_in_name(text_[at - 1])) {
                attribute(at);
            }
        }
    }

    void attribute(std::size_t at) {
        const auto name = name_at(at);
        const auto equals = after_blanks(at + name.size());
        if (equals >= text_.size() || text_[equals] != '=') {
            return;
        }
        const auto value = after_blanks(equals + 1);
        const auto end = text_.find_first_of("\"'>", std::min(value + 1, text_.size()));
        const bool attaches =
            name == "rel" &&
            std::string_view(text_).substr(value, end - value).find("attachment") !=
                std::string_view::npos;
        if (holds(kAttributes, name) || attaches) {
            add(at, std::string(name) + '=' + (attaches ? "attachment" : ""));
        }
    }

    void function(std::size_t at) {
        if (at > 0 && text_[at - 1] != ':' && is_in_name(text_[at - 1])) {
            return;
        }
        for (const auto known : kFunctions) {
            if (!starts(at, known)) {
                continue;
            }
            auto inside = after_blanks(at + known.size());
            if (inside < text_.size() && (text_[inside] == '"' || text_[inside] == '\'')) {
                inside = after_blanks(inside + 1);
            }
            if (inside >= text_.size() || text_[inside] != '#') {
                add(at, std::string(known) + ')');
            }
        }
    }

    std::string text_;
    std::vector<Reference> found_;
};

}  // namespace

std::vector<Reference> references_in(std::string_view text) {
    return Search(readable(text)).all();
}

}  // namespace contreseing::documents::typeset
