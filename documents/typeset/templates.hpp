#pragma once

#include "documents/typeset/model.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace contreseing::documents::typeset {

/// An act ready to be typeset: every value of the model escaped in its place.
struct Markup {
    std::string html;
    std::string css;
};

/// The folder of templates: `<name>/act.html` and `act.css`, and what they share in `shared/`
/// (`page.css` always, `<part>.html` where a template says `{{> part}}`). Read at each expansion,
/// so that an operator's correction needs no restart.
class Templates {
public:
    explicit Templates(std::filesystem::path folder);

    /// Besides the model's own members, `has_<list>` tells of each of its lists whether it has an
    /// item. A template can neither insert a value unescaped nor run anything.
    /// Throws `Error{NoSuchTemplate, BadTemplate}`.
    [[nodiscard]] Markup expand(std::string_view name, const Model::Map& model) const;

private:
    std::filesystem::path folder_;
};

}  // namespace contreseing::documents::typeset
