#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace contreseing::documents::typeset {

/// What a template is filled with: a text, a yes or no, a list or a map of them. Texts are plain;
/// the template escapes them.
class Model {
public:
    using List = std::vector<Model>;
    using Map = std::vector<std::pair<std::string, Model>>;

    Model(const char* text) : value_(std::string(text)) {}  // NOLINT: a value reads like one
    Model(std::string text) : value_(std::move(text)) {}    // NOLINT
    Model(bool yes) : value_(yes) {}                        // NOLINT
    Model(List list) : value_(std::move(list)) {}           // NOLINT
    Model(Map map) : value_(std::move(map)) {}              // NOLINT

    [[nodiscard]] const std::variant<std::string, bool, List, Map>& value() const noexcept {
        return value_;
    }

private:
    std::variant<std::string, bool, List, Map> value_;
};

}  // namespace contreseing::documents::typeset
