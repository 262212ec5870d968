#include "mail/catalogue.hpp"

#include "mail/error.hpp"
#include "mail/html_body.hpp"
#include "text/characters.hpp"
#include "text/safe.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <kainjow/mustache.hpp>

namespace contreseing::mail {
namespace {

namespace mustache = kainjow::mustache;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw Error(Error::Code::BadTemplate, path.string() + " cannot be read");
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Keys {
    std::set<std::string> all;
    std::set<std::string> sections;
};

/// The names a template uses; refuses every tag that is not a plain value or
/// a section, above all `{{{` and `{{&`, which do not escape.
Keys keys_of(const std::string& source, const std::string& file) {
    Keys keys;
    for (auto at = source.find("{{"); at != std::string::npos; at = source.find("{{", at)) {
        const auto end = source.find("}}", at);
        std::string tag = source.substr(at + 2, end == std::string::npos ? end : end - at - 2);
        const char kind = tag.empty() ? '\0' : tag.front();
        if (kind == '#' || kind == '^' || kind == '/') {
            tag.erase(0, 1);
        }
        const bool name = !tag.empty() && std::all_of(tag.begin(), tag.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
        if (end == std::string::npos || !name) {
            throw Error(Error::Code::BadTemplate, file + ": tag that is no value and no section");
        }
        keys.all.insert(tag);
        if (kind == '#' || kind == '^') {
            keys.sections.insert(tag);
        }
        at = end + 2;
    }
    if (const mustache::mustache parsed(source); !parsed.is_valid()) {
        throw Error(Error::Code::BadTemplate, file + ": " + parsed.error_message());
    }
    return keys;
}

std::string cleaned(const std::string& value, const std::string& key) {
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const auto scalar = text::next_scalar(value, at);
        if (!scalar) {
            throw Error(Error::Code::BadValue, key + " is not UTF-8");
        }
        if (*scalar == U'\t' || text::is_line_separator(*scalar)) {
            out += ' ';
        } else if (*scalar == U'\n' || (!text::is_control(*scalar) && !text::is_bidi_control(*scalar))) {
            text::append_scalar(out, *scalar);
        }
    }
    return out;
}

/// « No » and « nothing » are the same to a section.
mustache::data to_data(const std::string& value, const std::string& key) {
    const std::string text = cleaned(value, key);
    return text.empty() ? mustache::data(false) : mustache::data(text);
}

struct InWords {
    const Formatter& formatter;
    const std::string& key;

    mustache::data operator()(const std::string& text) const { return to_data(text, key); }
    mustache::data operator()(bool flag) const { return mustache::data(flag); }
    mustache::data operator()(const auto& value) const { return to_data(formatter(value), key); }
    mustache::data operator()(const std::vector<Row>& rows) const {
        mustache::data list(mustache::data::type::list);
        for (const Row& row : rows) {
            mustache::data item(mustache::data::type::object);
            for (const auto& [name, cell] : row) {
                item.set(name, std::visit(InWords{formatter, name}, cell));
            }
            list.push_back(item);
        }
        return list;
    }
};

/// Looks values up as Mustache does, and remembers the first that was not there or was empty
/// without a section that allows for it: Mustache itself would leave a hole in a mail to a mayor.
class StrictContext : public mustache::context<std::string> {
public:
    StrictContext(const mustache::data* data, const std::set<std::string>& sections)
        : context(data), sections_(sections) {}
    const mustache::data* get(const std::string& name) const override {
        const auto* found = context::get(name);
        const bool hole = found == nullptr || (found->is_bool() && !sections_.contains(name));
        if (hole && missing_.empty()) {
            missing_ = name;
        }
        return found;
    }
    [[nodiscard]] const std::string& missing() const { return missing_; }

private:
    const std::set<std::string>& sections_;
    mutable std::string missing_;
};

enum class Escaping { Html, None };

std::string fill(
    const std::string& source,
    const mustache::data& data,
    const std::set<std::string>& sections,
    Escaping escaping,
    const std::string& template_name
) {
    mustache::mustache parsed(source);  // own object: rendering is not const, threads share us
    if (escaping == Escaping::None) {
        parsed.set_custom_escape([](const std::string& text) { return text; });
    }
    StrictContext context(&data, sections);
    std::ostringstream out;
    parsed.render(context, out);
    if (!context.missing().empty()) {
        throw Error(
            Error::Code::MissingValue, template_name + " has no value for " + context.missing()
        );
    }
    return out.str();
}

/// A section that is left out leaves its empty line behind; one empty line is enough anywhere.
std::string without_gaps(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c != '\n' || !out.ends_with("\n\n")) {
            out += c;
        }
    }
    return out;
}

/// What stands between `://` and the path; throws when `link` is not plainly a web address.
std::string domain_of(const std::string& link) {
    const auto colon = link.find("://");
    const auto scheme = link.substr(0, colon == std::string::npos ? 0 : colon);
    const bool printable = std::all_of(link.begin(), link.end(), [](char c) {
        return c > ' ' && c < 0x7F &&
               std::string_view("\"'<>\\`").find(c) == std::string_view::npos;
    });
    if ((scheme != "https" && scheme != "http") || !printable) {
        throw Error(Error::Code::BadValue, "link is not a web address");
    }
    auto domain = link.substr(colon + 3);
    domain = domain.substr(0, domain.find_first_of("/?#"));
    if (domain.empty() || domain.find('@') != std::string::npos) {
        throw Error(Error::Code::BadValue, "link has no plain domain");
    }
    return domain;
}

/// `invitation.v2` of `invitation.2.mail`, `invitation.v1` of `invitation.mail`.
std::string versioned_name(const std::filesystem::path& file, const std::string& where) {
    const auto stem = file.stem().string();
    const auto dot = stem.find('.');
    const auto version = dot == std::string::npos ? "1" : stem.substr(dot + 1);
    const bool number = !version.empty() && version.front() != '0' && version.size() < 4 &&
                        std::all_of(version.begin(), version.end(), text::is_ascii_digit);
    if (file.extension() != ".mail" || !number || (version == "1" && dot != std::string::npos)) {
        throw Error(Error::Code::BadTemplate, where + ": not KIND.mail, KIND.2.mail…");
    }
    return stem.substr(0, dot) + ".v" + version;
}

void put(std::string& layout, std::string_view mark, std::string_view by) {
    const auto at = layout.find(mark);
    if (at == std::string::npos) {
        throw Error(Error::Code::BadTemplate, "layout.html: no " + std::string(mark));
    }
    layout.replace(at, mark.size(), by);
}

}  // namespace

Catalogue::Catalogue(const std::filesystem::path& folder, const workflows::ZoneTable& zone) {
    const std::string layout = read_file(folder / "layout.html");
    std::map<std::string, std::map<std::string, std::set<std::string>>> keys;  // name, language
    for (const char* const language : {"fr", "en"}) {
        formatters_.emplace(language, Formatter(folder / (language + std::string(".words")), zone));
        std::error_code error;
        std::filesystem::directory_iterator files(folder / language, error);
        if (error) {
            throw Error(Error::Code::BadTemplate, (folder / language).string() + " cannot be read");
        }
        for (const auto& entry : files) {
            const std::string where =
                std::string(language) + '/' + entry.path().filename().string();
            const std::string name = versioned_name(entry.path(), where);
            auto loaded = parse(read_file(entry.path()), layout, language, where);
            const auto subject_keys = keys_of(loaded.subject, where);
            const auto text_keys = keys_of(loaded.text, where);
            auto& all = keys[name][language];
            all = text_keys.all;
            all.insert(subject_keys.all.begin(), subject_keys.all.end());
            loaded.sections = keys_of(loaded.html, where).sections;
            loaded.sections.insert(text_keys.sections.begin(), text_keys.sections.end());
            templates_.emplace(std::string(language) + '/' + name, std::move(loaded));
        }
    }
    for (const auto& [name, languages] : keys) {
        if (languages.size() != 2 || languages.at("fr") != languages.at("en")) {
            throw Error(Error::Code::BadTemplate, name + ": French and English differ in keys");
        }
        const auto dot = name.rfind(".v");
        const int version = std::stoi(name.substr(dot + 2));
        if (version > 1 && !has(name.substr(0, dot), version - 1, "fr")) {
            throw Error(Error::Code::BadTemplate, name + ": the version before it is not there");
        }
    }
}

Catalogue::Template Catalogue::parse(
    const std::string& source,
    const std::string& layout,
    const std::string& language,
    const std::string& where
) {
    const auto line = source.find('\n');
    if (line == 0 || line == std::string::npos || source.find('\n', line + 1) != line + 1) {
        throw Error(Error::Code::BadTemplate, where + ": a subject, a blank line, then the text");
    }
    Template out;
    out.subject = source.substr(0, line);
    out.text = source.substr(line + 2);
    out.html = layout;
    put(out.html, "{{language}}", language);
    put(out.html, "{{subject}}", html_words(out.subject));
    put(out.html, "{{body}}", html_body(out.text));
    return out;
}

const Catalogue::Template* Catalogue::find(
    std::string_view name, int version, std::string_view language
) const {
    const std::string key =
        std::string(language) + '/' + std::string(name) + ".v" + std::to_string(version);
    const auto found = templates_.find(key);
    return found == templates_.end() ? nullptr : &found->second;
}

bool Catalogue::has(std::string_view name, int version, std::string_view language) const {
    return find(name, version, language) != nullptr;
}

int Catalogue::newest(std::string_view name) const {
    int version = 0;
    while (has(name, version + 1, "fr")) {
        ++version;
    }
    return version;
}

std::vector<std::string> Catalogue::names() const {
    std::vector<std::string> names;
    for (const auto& [key, loaded] : templates_) {
        if (key.starts_with("fr/")) {
            names.push_back(key.substr(3));
        }
    }
    return names;
}

Rendered Catalogue::render(
    std::string_view name, int version, std::string_view language, const Model& model
) const {
    const std::string label = std::string(name) + ".v" + std::to_string(version);
    const Template* const found = find(name, version, language);
    if (found == nullptr) {
        throw Error(
            Error::Code::UnknownTemplate,
            "unknown kind or version of mail: " + label + " in " + std::string(language)
        );
    }
    const Formatter& formatter = formatters_.find(language)->second;
    mustache::data data(mustache::data::type::object);
    for (const auto& [key, value] : model) {
        data.set(key, std::visit(InWords{formatter, key}, value));
        if (const auto* hash = std::get_if<workflows::Sha256>(&value)) {
            data.set(key + "_short", mustache::data(formatter(*hash).substr(0, 16)));
        }
        if (const auto* rows = std::get_if<std::vector<Row>>(&value)) {
            data.set("has_" + key, mustache::data(!rows->empty()));
        }
    }
    if (const auto link = model.find("link"); link != model.end()) {
        const auto* address = std::get_if<std::string>(&link->second);
        if (address == nullptr) {
            throw Error(Error::Code::BadValue, "link is not a text");
        }
        data.set("link_domain", domain_of(*address));
    }
    return {
        text::to_safe_line(fill(found->subject, data, found->sections, Escaping::None, label), 400),
        without_gaps(fill(found->text, data, found->sections, Escaping::None, label)),
        fill(found->html, data, found->sections, Escaping::Html, label)};
}

}  // namespace contreseing::mail
