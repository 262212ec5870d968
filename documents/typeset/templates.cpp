#include "documents/typeset/templates.hpp"

#include "documents/typeset/error.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <kainjow/mustache.hpp>

namespace contreseing::documents::typeset {
namespace {

namespace mustache = kainjow::mustache;

constexpr int kDeepestPart = 4;

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw Error(ErrorKind::NoSuchTemplate, file.string());
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == text.npos ? std::string_view()
                              : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Puts the parts in their places before anything is parsed: the engine would take any text of
/// the model that bears a part's name for the part itself. Refuses what inserts unescaped.
std::string with_parts(std::string_view text, const std::filesystem::path& shared, int depth) {
    if (depth > kDeepestPart) {
        throw Error(ErrorKind::BadTemplate, "parts nested too deep");
    }
    std::string out;
    for (auto open = text.find("{{"); open != text.npos; open = text.find("{{")) {
        out += text.substr(0, open);
        const auto close = text.find("}}", open);
        if (close == text.npos) {
            throw Error(ErrorKind::BadTemplate, "a tag is not closed");
        }
        const auto tag = trimmed(text.substr(open + 2, close - open - 2));
        if (tag.starts_with('{') || tag.starts_with('&') || tag.starts_with('=')) {
            throw Error(ErrorKind::BadTemplate, "unescaped value or other delimiters");
        }
        if (tag.starts_with('>')) {
            const auto part = trimmed(tag.substr(1));
            if (!is_name(part)) {
                throw Error(ErrorKind::BadTemplate, "name of a part");
            }
            out += with_parts(read(shared / (std::string(part) + ".html")), shared, depth + 1);
        } else {
            out += text.substr(open, close + 2 - open);
        }
        text.remove_prefix(close + 2);
    }
    out += text;
    return out;
}

mustache::data to_data(const Model& model);

mustache::data to_data(const Model::List& list) {
    mustache::data out(mustache::data::type::list);
    for (const auto& item : list) {
        out.push_back(to_data(item));
    }
    return out;
}

mustache::data to_data(const Model::Map& map) {
    mustache::data out;
    for (const auto& [key, value] : map) {
        out.set(key, to_data(value));
    }
    return out;
}

mustache::data to_data(bool yes) {
    return mustache::data(yes);
}

/// An empty text is false, so that `{{#place}}, à {{place}}{{/place}}` prints nothing.
mustache::data to_data(const std::string& text) {
    return text.empty() ? mustache::data(false) : mustache::data(text);
}

mustache::data to_data(const Model& model) {
    return std::visit([](const auto& value) { return to_data(value); }, model.value());
}

}  // namespace

Templates::Templates(std::filesystem::path folder) : folder_(std::move(folder)) {}

Markup Templates::expand(std::string_view name, const Model::Map& model) const {
    if (!is_name(name)) {
        throw Error(ErrorKind::NoSuchTemplate, "name of a template");
    }
    const auto shared = folder_ / "shared";
    const auto own = folder_ / name;
    mustache::mustache engine(with_parts(read(own / "act.html"), shared, 0));
    if (!engine.is_valid()) {
        throw Error(ErrorKind::BadTemplate, engine.error_message());
    }
    auto data = to_data(model);
    for (const auto& [key, value] : model) {
        if (const auto* list = std::get_if<Model::List>(&value.value())) {
            data.set("has_" + key, mustache::data(!list->empty()));
        }
    }
    Markup markup{engine.render(data), read(shared / "page.css") + read(own / "act.css")};
    if (!engine.is_valid()) {
        throw Error(ErrorKind::BadTemplate, engine.error_message());
    }
    return markup;
}

}  // namespace contreseing::documents::typeset
