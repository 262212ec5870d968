#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace contreseing::server::http {

struct Field {
    std::string name;
    std::string value;

    bool operator==(const Field&) const = default;
};

/// Names and values in the order they came; a name may come several times.
class Fields {
public:
    Fields() = default;
    Fields(std::initializer_list<Field> fields) : fields_(fields) {}

    void add(std::string name, std::string value) {
        fields_.push_back({std::move(name), std::move(value)});
    }

    /// The first value of that name.
    /// Not of a temporary: what it returns looks into these fields.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const& {
        for (const Field& field : fields_) {
            if (field.name == name) {
                return field.value;
            }
        }
        return std::nullopt;
    }

    /// The first value of that name, or an empty text.
    [[nodiscard]] std::string_view get(std::string_view name) const& {
        return find(name).value_or(std::string_view{});
    }

    /// Every value of that name, in order (boxes ticked under one name).
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const& {
        std::vector<std::string_view> values;
        for (const Field& field : fields_) {
            if (field.name == name) {
                values.emplace_back(field.value);
            }
        }
        return values;
    }

    std::optional<std::string_view> find(std::string_view name) const&& = delete;
    std::string_view get(std::string_view name) const&& = delete;
    std::vector<std::string_view> all(std::string_view name) const&& = delete;

    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    [[nodiscard]] bool empty() const { return fields_.empty(); }
    [[nodiscard]] auto begin() const { return fields_.begin(); }
    [[nodiscard]] auto end() const { return fields_.end(); }

    bool operator==(const Fields&) const = default;

private:
    std::vector<Field> fields_;
};

}  // namespace contreseing::server::http
