#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

/// One value of an nlohmann tree; what a JsonReader asks of a node.
class JsonTree {
public:
    explicit JsonTree(const nlohmann::json& node) : node_(&node) {}

    [[nodiscard]] bool is_object() const { return node_->is_object(); }
    [[nodiscard]] bool is_array() const { return node_->is_array(); }
    [[nodiscard]] std::optional<bool> boolean() const {
        return node_->is_boolean() ? std::optional(node_->get<bool>()) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::int64_t> number() const {
        constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        const bool too_large = node_->is_number_unsigned() && node_->get<std::uint64_t>() > kMost;
        return node_->is_number_integer() && !too_large ? std::optional(node_->get<std::int64_t>())
                                                        : std::nullopt;
    }
    [[nodiscard]] std::optional<std::string_view> text() const {
        return node_->is_string()
                   ? std::optional<std::string_view>(node_->get_ref<const std::string&>())
                   : std::nullopt;
    }
    [[nodiscard]] std::size_t size() const { return node_->size(); }
    [[nodiscard]] std::optional<JsonTree> find(std::string_view name) const {
        const auto found = node_->find(name);
        return found == node_->end() ? std::nullopt : std::optional(JsonTree(*found));
    }
    /// Calls `visit(name, value)` for each member or item (whose name is empty).
    template <class Visit>
    void each(Visit visit) const {
        if (is_array()) {
            for (const auto& item : *node_) {
                visit(std::string_view(), JsonTree(item));
            }
            return;
        }
        for (const auto& [name, member] : node_->get_ref<const nlohmann::json::object_t&>()) {
            visit(std::string_view(name), JsonTree(member));
        }
    }

private:
    const nlohmann::json* node_;
};

}  // namespace contreseing::workflows::codec
