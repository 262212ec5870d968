#include "server/pages/kit/templates.hpp"

#include "server/pages/kit/error.hpp"
#include "server/pages/kit/model_data.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace contreseing::server::pages {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".mustache";
constexpr std::string_view kLayoutMark = "{{!layout ";
constexpr int kMaxDepth = 8;

// The library makes one component of every blank of a template (`basic_mustache::parse`), which
// costs ten times the rest of the page. Blanks are hidden from it behind two controls that no
// escaped value can hold, and shown again in what comes out.
constexpr char kHiddenSpace = '\x1f';
constexpr char kHiddenBreak = '\x1e';

std::string read_file(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Error(Error::Kind::Unreadable, file.string());
    }
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string escaped_words(const std::string& words) {
    std::string out;
    std::size_t at = 0;
    while (at < words.size()) {
        const auto open = words.find("{{", at);
        out += html_escaped(std::string_view(words).substr(at, open - at));
        if (open == std::string::npos) {
            break;
        }
        const auto close = words.find("}}", open);
        if (close == std::string::npos) {
            throw Error(Error::Kind::BrokenWords, words);
        }
        const auto name = words.substr(open + 2, close - open - 2);
        if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") != std::string::npos) {
            throw Error(Error::Kind::BrokenWords, "not a plain value: " + words);
        }
        out += "{{" + name + "}}";
        at = close + 2;
    }
    return out;
}

/// Resolves what is known before any request: layout, partials, words.
class Expander {
public:
    Expander(const fs::path& folder, const Words& words, Locale locale)
        : folder_(folder), words_(words), locale_(locale) {}

    std::string page(const fs::path& file) {
        auto body = read_file(file);
        if (!body.starts_with(kLayoutMark)) {
            return expand(body, 0);
        }
        const auto end = body.find("}}");
        const auto layout = body.substr(kLayoutMark.size(), end - kLayoutMark.size());
        body_ = body.substr(end + 2);
        return expand(read_file(folder_ / "layouts" / (layout + std::string(kExtension))), 0);
    }

private:
    std::string expand(const std::string& source, int depth) {
        if (depth > kMaxDepth) {
            throw Error(Error::Kind::UnknownPartial, "partials that include each other");
        }
        std::string out;
        std::size_t at = 0;
        while (true) {
            const auto open = source.find("{{", at);
            if (open == std::string::npos) {
                return out + source.substr(at);
            }
            const auto close = source.find("}}", open);
            if (close == std::string::npos) {
                throw Error(Error::Kind::BrokenTemplate, "unclosed tag: " + source.substr(open));
            }
            out += source.substr(at, open - at);
            out += tag(source.substr(open + 2, close - open - 2), depth);
            at = close + 2;
        }
    }

    std::string tag(const std::string& content, int depth) {
        if (content.starts_with('{') || content.starts_with('&') || content.starts_with('=')) {
            throw Error(Error::Kind::UnescapedValue, content);
        }
        if (content == ">body") {
            return expand(body_, depth + 1);
        }
        if (content.starts_with('>')) {
            const auto file = folder_ / "partials" / (content.substr(1) + std::string(kExtension));
            if (!fs::exists(file)) {
                throw Error(Error::Kind::UnknownPartial, content);
            }
            return expand(read_file(file), depth + 1);
        }
        if (content.starts_with("t:")) {
            const auto key = content.substr(2);
            if (!words_.has(key)) {
                throw Error(Error::Kind::BrokenWords, "no words for " + key);
            }
            return escaped_words(words_.text(locale_, key));
        }
        return content.starts_with('!') ? std::string{} : "{{" + content + "}}";
    }

    const fs::path& folder_;
    const Words& words_;
    Locale locale_;
    std::string body_;
};

std::string hide_blanks(const std::string& source) {
    std::string out;
    std::size_t at = 0;
    while (at < source.size()) {
        if (source.compare(at, 2, "{{") == 0) {
            const auto end = source.find("}}", at) + 2;
            out += source.substr(at, end - at);
            at = end;
            continue;
        }
        const auto end = std::min(source.find_first_not_of(" \t\r\n", at), source.size());
        if (end == at) {
            out += source[at++];
            continue;
        }
        const auto blanks = std::string_view(source).substr(at, end - at);
        out += blanks.find('\n') == std::string_view::npos ? kHiddenSpace : kHiddenBreak;
        at = end;
    }
    return out;
}

void show_blanks(std::string& page) {
    for (auto& c : page) {
        if (c == kHiddenSpace) {
            c = ' ';
        } else if (c == kHiddenBreak) {
            c = '\n';
        }
    }
}

/// Neither scripts nor styles are written in pages, so no value can end up inside one.
void refuse_inline_code(const fs::path& file, const std::string& source) {
    for (const std::string_view forbidden :
         {"<script", "<style", " style=", " onclick=", " onload=", "javascript:"}) {
        if (source.find(forbidden) != std::string::npos) {
            throw Error(
                Error::Kind::UnescapedValue,
                file.string() + ": " + std::string(forbidden) + " is not allowed in a page"
            );
        }
    }
}

std::string without_language(const std::string& name, std::string_view code) {
    const auto suffix = "." + std::string(code);
    return name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
}

}  // namespace

struct Templates::Compiled {
    using Pages = std::unordered_map<std::string, std::unique_ptr<kainjow::mustache::mustache>>;
    std::array<Pages, kLocales.size()> pages;

    [[nodiscard]] const Pages& of(Locale locale) const {
        return pages.at(static_cast<std::size_t>(locale));
    }
};

Templates::Templates(const fs::path& folder, const Words& words)
    : compiled_(std::make_unique<Compiled>()) {
    if (!fs::is_directory(folder)) {
        throw Error(Error::Kind::Unreadable, folder.string());
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto first = entry.path().lexically_relative(folder).begin()->string();
        if (entry.path().extension() == kExtension && first != "layouts" && first != "partials") {
            files.push_back(entry.path());
        }
    }
    // `x.en.mustache` sorts before `x.mustache`: the page made for the language comes first.
    std::sort(files.begin(), files.end());
    for (const auto locale : kLocales) {
        auto& pages = compiled_->pages[static_cast<std::size_t>(locale)];
        for (const auto& file : files) {
            auto name = file.lexically_relative(folder).generic_string();
            name.resize(name.size() - kExtension.size());
            name = without_language(name, language_code(locale));
            if (name.find('.') != std::string::npos || pages.contains(name)) {
                continue;
            }
            const auto source = Expander(folder, words, locale).page(file);
            refuse_inline_code(file, source);
            auto page = std::make_unique<kainjow::mustache::mustache>(hide_blanks(source));
            if (!page->is_valid()) {
                throw Error(
                    Error::Kind::BrokenTemplate, file.string() + ": " + page->error_message()
                );
            }
            page->set_custom_escape([](const std::string& value) { return html_escaped(value); });
            pages.emplace(std::move(name), std::move(page));
        }
    }
}

Templates::~Templates() = default;
Templates::Templates(Templates&&) noexcept = default;

std::string Templates::render(std::string_view page, Locale locale, const Model& model) const {
    const auto& pages = compiled_->of(locale);
    const auto found = pages.find(std::string(page));
    if (found == pages.end()) {
        throw std::out_of_range("no page " + std::string(page));
    }
    std::string out;
    // Rendering writes to the template only for lambdas and partials, which no model holds and
    // no compiled source contains, so that threads may share it.
    found->second->render(model.data_->value, [&out](const std::string& piece) { out += piece; });
    show_blanks(out);
    return out;
}

bool Templates::has(std::string_view page) const {
    return compiled_->of(Locale::Fr).contains(std::string(page));
}

}  // namespace contreseing::server::pages
