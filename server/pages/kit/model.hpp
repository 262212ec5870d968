#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::pages {

/// What a template is filled with: texts, flags, parts and lists by name. An empty text and an
/// empty list count as absent, so that `{{#reason}}…{{/reason}}` says what it seems to say.
/// A name that a part lacks is looked up in what encloses it.
class Model {
public:
    Model();
    ~Model();
    Model(Model&& other) noexcept;
    Model& operator=(Model&& other) noexcept;

    Model& text(std::string_view name, std::string_view value);
    Model& number(std::string_view name, long long value);
    Model& flag(std::string_view name, bool value);
    Model& part(std::string_view name, Model value);
    /// Sets `has_<name>` as well, for what stands around a list.
    Model& list(std::string_view name, std::vector<Model> values);

private:
    friend class Templates;
    struct Data;
    std::unique_ptr<Data> data_;
};

}  // namespace contreseing::server::pages
