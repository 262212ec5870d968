#include "documents/typeset/templates.hpp"

#include "documents/typeset/error.hpp"
#include "documents/typeset/references.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <kainjow/mustache.hpp>
#include <optional>

namespace contreseing::documents::typeset {
namespace {

namespace mustache = kainjow::mustache;

constexpr int kDeepestPart = 4;

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == text.npos ? std::string_view()
                              : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// A stretch of plain text, or one tag.
struct Piece {
    char kind = 0;          ///< 0 text, `v` value, or the sign of the tag: # ^ / > !
    std::string_view text;  ///< as it stands in the file
    std::string_view name;
    int line = 0;
};

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> pieces;
    int line = 1;
    const auto add = [&](char kind, std::string_view raw, std::string_view name) {
        pieces.push_back({kind, raw, name, line});
        line += static_cast<int>(std::count(raw.begin(), raw.end(), '\n'));
    };
    for (auto open = text.find("{{"); open != text.npos; open = text.find("{{")) {
        add(0, text.substr(0, open), {});
        const auto close = text.find("}}", open);
        if (close == text.npos) {
            add('{', text.substr(open), {});
            return pieces;
        }
        const auto raw = text.substr(open, close + 2 - open);
        auto tag = trimmed(raw.substr(2, raw.size() - 4));
        const char sign = tag.empty() ? '{' : tag.front();
        const bool is_value = std::string_view("#^/>!{&=").find(sign) == std::string_view::npos;
        if (!is_value && !tag.empty()) {
            tag = trimmed(tag.substr(1));
        }
        add(is_value ? 'v' : sign, raw, tag);
        text.remove_prefix(close + 2);
    }
    add(0, text, {});
    return pieces;
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

/// Reads a template with its parts: the whole text for the engine, and what it asks of the model.
/// The parts are put in their places before the engine parses anything: it would take any text of
/// the model that bears a part's name for the part itself.
class Templates::Expansion {
public:
    Expansion(const Templates& templates, const Model::Map& model)
        : templates_(templates), root_(model) {
        for (const auto& [name, value] : model) {
            if (std::holds_alternative<Model::List>(value.value())) {
                told_.insert("has_" + name);
            }
        }
        contexts_.push_back({&root_, {}});
    }

    /// The template of that name, with its style sheets.
    void whole(const std::string& name) {
        walk(name + "/act.html");
        for (const auto& sheet : {std::string("shared/page.css"), name + "/act.css"}) {
            const std::string content = templates_.file(sheet);
            find_references(sheet, content);
            css += content;
        }
    }

    std::string text;
    std::string css;
    TemplateReading reading;

private:
    void walk(const std::string& file) {
        if (++depth_ > kDeepestPart + 1) {
            fault(file, 0, "parts nested too deep");
        } else {
            const std::string content = templates_.file(file);
            find_references(file, content);
            const auto pieces = pieces_of(content);
            auto at = pieces.begin();
            inside(file, pieces, at, {});
        }
        --depth_;
    }

    /// Nothing is fetched for an act: what a file shows from elsewhere would be missing.
    void find_references(const std::string& file, std::string_view content) {
        for (const auto& reference : references_in(content)) {
            fault(
                file,
                reference.line,
                "nothing is fetched, and it would be missing: " + reference.what
            );
        }
    }

    using Pieces = std::vector<Piece>;
    struct Context {
        const Model* value;
        std::string path;
    };

    void fault(const std::string& file, int line, std::string what) {
        reading.faults.push_back({file, line, std::move(what)});
    }

    /// Up to the end of the section `name`, or of the file when it is empty.
    void inside(
        const std::string& file,
        const Pieces& pieces,
        Pieces::const_iterator& at,
        std::string_view name
    ) {
        const int opened = at == pieces.begin() ? 1 : std::prev(at)->line;
        for (; at != pieces.end(); ++at) {
            const Piece& piece = *at;
            if (piece.kind == '/') {
                text += piece.text;
                if (piece.name == name) {
                    return;
                }
                fault(file, piece.line, "closes what is not open: " + std::string(piece.name));
                continue;
            }
            read_piece(file, pieces, at);
            if (at == pieces.end()) {
                break;
            }
        }
        if (!name.empty()) {
            fault(file, opened, "never closed: " + std::string(name));
        }
    }

    void read_piece(const std::string& file, const Pieces& pieces, Pieces::const_iterator& at) {
        const Piece& piece = *at;
        if (piece.kind == '>') {
            if (!is_name(piece.name)) {
                fault(file, piece.line, "name of a part");
                return;
            }
            try {
                walk("shared/" + std::string(piece.name) + ".html");
            } catch (const Error& missing) {
                fault(file, piece.line, "no such part: " + std::string(piece.name));
            }
            return;
        }
        text += piece.text;
        if (piece.kind == 0) {
            keep_words(file, piece);
        } else if (piece.kind == 'v') {
            if (const auto found = find(file, piece)) {
                reading.printed.insert(found->path);
            }
        } else if (piece.kind == '#' || piece.kind == '^') {
            section(file, pieces, at);
        } else if (piece.kind == '{' || piece.kind == '&' || piece.kind == '=') {
            fault(file, piece.line, "not closed, unescaped value or other delimiters");
        }
    }

    void keep_words(const std::string& file, const Piece& piece) {
        auto rest = piece.text;
        for (int line = piece.line; !rest.empty(); ++line) {
            const auto end = std::min(rest.find('\n'), rest.size());
            reading.words.push_back({file, line, std::string(rest.substr(0, end))});
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

    void section(const std::string& file, const Pieces& pieces, Pieces::const_iterator& at) {
        const Piece& piece = *at++;
        const auto found = find(file, piece);
        const bool unknown = !found && muted_ == 0;
        const auto* list = found ? std::get_if<Model::List>(&found->value->value()) : nullptr;
        const bool hidden = piece.kind == '#' && list != nullptr && list->empty();
        muted_ += unknown || hidden ? 1 : 0;
        const bool pushed = piece.kind == '#' && found && !hidden && found->value != &root_;
        if (pushed) {
            contexts_.push_back({list == nullptr ? found->value : &list->front(), found->path});
        }
        inside(file, pieces, at, piece.name);
        if (pushed) {
            contexts_.pop_back();
        }
        muted_ -= unknown || hidden ? 1 : 0;
    }

    /// What the tag names; nullopt, and a fault, when it is nothing.
    std::optional<Context> find(const std::string& file, const Piece& piece) {
        if (muted_ > 0) {
            return std::nullopt;
        }
        if (piece.name == ".") {
            return contexts_.back();
        }
        if (told_.contains(std::string(piece.name))) {
            return Context{&root_, std::string(piece.name)};
        }
        const auto first = piece.name.substr(0, piece.name.find('.'));
        for (auto context = contexts_.rbegin(); context != contexts_.rend(); ++context) {
            if (member(*context, first)) {
                std::optional<Context> found = *context;
                for (auto rest = piece.name; found && !rest.empty();) {
                    const auto dot = rest.find('.');
                    found = member(*found, rest.substr(0, dot));
                    rest = dot == rest.npos ? std::string_view() : rest.substr(dot + 1);
                }
                if (found) {
                    return found;
                }
                break;
            }
        }
        fault(file, piece.line, "unknown name: " + std::string(piece.name));
        return std::nullopt;
    }

    static std::optional<Context> member(const Context& of, std::string_view name) {
        if (const auto* map = std::get_if<Model::Map>(&of.value->value())) {
            for (const auto& [key, value] : *map) {
                if (key == name) {
                    return Context{&value, of.path + (of.path.empty() ? "" : ".") + key};
                }
            }
        }
        return std::nullopt;
    }

    const Templates& templates_;
    const Model root_;
    std::set<std::string> told_;
    std::vector<Context> contexts_;
    int muted_ = 0;
    int depth_ = 0;
};

Templates::Templates(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

std::string Templates::file(const std::string& name) const {
    for (const auto& folder : folders_) {
        if (std::ifstream in(folder / name, std::ios::binary); in) {
            return {std::istreambuf_iterator<char>(in), {}};
        }
    }
    throw Error(ErrorKind::NoSuchTemplate, name);
}

TemplateReading Templates::read(std::string_view name, const Model::Map& model) const {
    if (!is_name(name)) {
        throw Error(ErrorKind::NoSuchTemplate, "name of a template");
    }
    Expansion expansion(*this, model);
    expansion.whole(std::string(name));
    return std::move(expansion.reading);
}

Markup Templates::expand(std::string_view name, const Model::Map& model) const {
    if (!is_name(name)) {
        throw Error(ErrorKind::NoSuchTemplate, "name of a template");
    }
    Expansion expansion(*this, model);
    expansion.whole(std::string(name));
    if (!expansion.reading.faults.empty()) {
        const auto& fault = expansion.reading.faults.front();
        throw Error(
            ErrorKind::BadTemplate,
            fault.file + ':' + std::to_string(fault.line) + ": " + fault.what
        );
    }
    mustache::mustache engine(expansion.text);
    if (!engine.is_valid()) {
        throw Error(ErrorKind::BadTemplate, engine.error_message());
    }
    auto data = to_data(model);
    for (const auto& [key, value] : model) {
        if (const auto* list = std::get_if<Model::List>(&value.value())) {
            data.set("has_" + key, mustache::data(!list->empty()));
        }
    }
    Markup markup{engine.render(data), std::move(expansion.css)};
    if (!engine.is_valid()) {
        throw Error(ErrorKind::BadTemplate, engine.error_message());
    }
    return markup;
}

}  // namespace contreseing::documents::typeset
