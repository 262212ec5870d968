#pragma once

#include "server/pages/kit/model.hpp"
#include "server/pages/kit/words.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// Every page template, read and compiled once. Thread-safe afterwards.
///
/// A template is Mustache and may also contain, resolved while loading:
/// `{{>partial}}`   the file `partials/<name>.mustache`;
/// `{{t:some.key}}` words of the catalogue, HTML-escaped; their own `{{name}}` are filled later;
/// and, on its first line, `{{!layout NAME}}`: the file `layouts/<NAME>.mustache` is put around
/// it, in place of its `{{>body}}`. A page `x.en.mustache` wins over `x.mustache` in English.
///
/// Values are always escaped: a template that asks for a raw value is refused, and so is one
/// that puts a value inside a script or a style.
class Templates {
public:
    /// Throws `Error`; nothing is read after it returned.
    Templates(const std::filesystem::path& folder, const Words& words);
    ~Templates();
    Templates(Templates&&) noexcept;

    /// `page` is the path below the folder without `.mustache`, such as `link/sign`. Throws
    /// `std::out_of_range` for an unknown one.
    [[nodiscard]] std::string render(std::string_view page, Locale locale, const Model& model)
        const;
    [[nodiscard]] bool has(std::string_view page) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

/// `text` as it may stand in HTML, inside an element or a quoted attribute. Control characters
/// and bidirectional overrides (U+202A-E, U+2066-9) are dropped: they could make a line read
/// otherwise than it is.
std::string html_escaped(std::string_view text);

}  // namespace contreseing::server::pages
