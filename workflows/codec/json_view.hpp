#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows::codec {

/// A JSON text that we wrote ourselves, read in place: a third of what a tree of maps costs, and
/// the state is read at every transition. Whole numbers only, nested 64 deep at most. The text
/// must outlive it.
class JsonDocument {
public:
    /// nullopt for what is not one JSON value.
    static std::optional<JsonDocument> parse(std::string_view text);

    enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

    struct Item {
        Kind kind = Kind::Null;
        std::string_view name;    ///< in its object
        std::string_view text;    ///< of a String
        std::int64_t number = 0;  ///< of a Number or Boolean
        std::uint32_t size = 0;   ///< members or items
        std::uint32_t end = 0;    ///< index after the last of them
    };

    [[nodiscard]] const std::vector<Item>& items() const { return items_; }

private:
    friend class JsonViewParser;
    std::vector<Item> items_;            // each before what it contains
    std::deque<std::string> unescaped_;  // texts that are not in the source as they are
};

/// One value of a JsonDocument; what a JsonReader asks of a node.
class JsonView {
public:
    JsonView(const JsonDocument& document, std::uint32_t at) : items_(&document.items()), at_(at) {}

    [[nodiscard]] bool is_object() const { return item().kind == JsonDocument::Kind::Object; }
    [[nodiscard]] bool is_array() const { return item().kind == JsonDocument::Kind::Array; }
    [[nodiscard]] std::optional<bool> boolean() const;
    [[nodiscard]] std::optional<std::int64_t> number() const;
    [[nodiscard]] std::optional<std::string_view> text() const;
    [[nodiscard]] std::size_t size() const { return item().size; }
    [[nodiscard]] std::optional<JsonView> find(std::string_view name) const;

    /// Calls `visit(name, value)` for each member or item (whose name is empty).
    template <class Visit>
    void each(Visit visit) const {
        for (auto at = at_ + 1; at < item().end; at = (*items_)[at].end) {
            visit((*items_)[at].name, JsonView(items_, at));
        }
    }

private:
    JsonView(const std::vector<JsonDocument::Item>* items, std::uint32_t at)
        : items_(items), at_(at) {}
    [[nodiscard]] const JsonDocument::Item& item() const { return (*items_)[at_]; }

    const std::vector<JsonDocument::Item>* items_;
    std::uint32_t at_;
};

}  // namespace contreseing::workflows::codec
