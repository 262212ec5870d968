#pragma once

#include "documents/typeset/model.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::documents::typeset {

/// An act ready to be typeset: every value of the model escaped in its place.
struct Markup {
    std::string html;
    std::string css;
};

/// A tag that nothing can fill, or that is no tag; what is shown from elsewhere, and would be
/// missing.
struct TemplateFault {
    std::string file;  ///< below the folder of templates, `adhesion/act.html`
    int line = 0;
    std::string what;
    bool operator==(const TemplateFault&) const = default;
};

/// A line that the template itself prints, its tags of HTML included.
struct TemplateWords {
    std::string file;
    int line = 0;
    std::string text;
};

struct TemplateReading {
    std::vector<TemplateFault> faults;
    std::vector<TemplateWords> words;
    std::set<std::string> printed;  ///< `fields.motive.text`: the values that it asks for
};

/// Templates: `<name>/act.html` and `act.css`, and what they share in `shared/` (`page.css` always,
/// `<part>.html` where a template says `{{> part}}`). Of several folders the first that has a file
/// gives it. Read at each expansion, so that an operator's correction needs no restart.
class Templates {
public:
    explicit Templates(std::vector<std::filesystem::path> folders);

    /// Besides the model's own members, `has_<list>` tells of each of its lists whether it has an
    /// item. A template can neither insert a value unescaped nor run anything, nor name what the
    /// model does not have, nor show what would have to be fetched. Throws `Error{NoSuchTemplate,
    /// BadTemplate}`.
    [[nodiscard]] Markup expand(std::string_view name, const Model::Map& model) const;

    /// What the template asks for, held against a model in which every list has an item: an empty
    /// one hides what stands inside. Throws `Error{NoSuchTemplate}`.
    [[nodiscard]] TemplateReading read(std::string_view name, const Model::Map& model) const;

private:
    [[nodiscard]] std::string file(const std::string& name) const;

    class Expansion;
    std::vector<std::filesystem::path> folders_;
};

}  // namespace contreseing::documents::typeset
