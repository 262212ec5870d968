#pragma once

// Private to this library.

#include <optional>
#include <string>
#include <vector>

namespace contreseing::sql {

/// Parameters of a statement that is put together at run time.
class Parameters {
public:
    /// Takes a value and gives its place in the text: `$3`.
    std::string bind(std::optional<std::string> value) {
        values_.push_back(std::move(value));
        return '$' + std::to_string(values_.size());
    }
    std::string bind(int value) { return bind(std::to_string(value)); }

    [[nodiscard]] const std::vector<std::optional<std::string>>& values() const { return values_; }

private:
    std::vector<std::optional<std::string>> values_;
};

}  // namespace contreseing::sql
