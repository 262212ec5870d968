#include "workflows/codec/type_codec.hpp"
#include "workflows/codec/type_description.hpp"
#include "workflows/domain/names.hpp"

#include <optional>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

using Json = nlohmann::ordered_json;

namespace {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class E>
Json words_of(const std::vector<E>& values) {
    Json words = Json::array();
    for (const auto value : values) {
        words.push_back(name_of(value));
    }
    return words;
}

/// What a structure's description asks, as the schema of an object.
class Schema {
public:
    template <class T, class Bound>
    void bounded(std::string_view name, const T& value, const Bound& bound, Presence presence) {
        auto schema = schema_of<T>(bound);
        if constexpr (!is_optional<T> && std::is_same_v<Bound, Any> && !std::is_class_v<T>) {
            if (presence == Presence::Optional) {
                schema["default"] = plain(value);
            }
        }
        properties_[std::string(name)] = std::move(schema);
        if (presence == Presence::Required) {
            required_.emplace_back(name);
        }
    }

    template <class T, class Kind, class Bound>
    void chosen(
        std::string_view name,
        const T& value,
        const Kind&,
        const std::vector<WhileKind<Kind, Bound>>& cases
    ) {
        const std::string member(name);
        std::vector<Kind> any;
        properties_[member] = schema_of<T>(Any{});
        for (const auto& each : cases) {
            Json then{{"properties", {{member, schema_of<T>(each.bound)}}}};
            if (each.presence == Presence::Required) {
                then["required"] = Json::array({member});
            }
            conditions_.push_back({{"if", of_kind(each.kinds)}, {"then", std::move(then)}});
            any.insert(any.end(), each.kinds.begin(), each.kinds.end());
        }
        conditions_.push_back(
            {{"if", of_kind(any)},
             {"then", Json::object()},
             {"else", {{"properties", {{member, only_default(value)}}}}}}
        );
    }

    [[nodiscard]] Json object() && {
        Json out{{"type", "object"}, {"additionalProperties", false}};
        out["required"] = std::move(required_);
        out["properties"] = std::move(properties_);
        if (!conditions_.empty()) {
            out["allOf"] = std::move(conditions_);
        }
        return out;
    }

private:
    template <class T>
    static Json plain(const T& value) {
        if constexpr (Named<T>) {
            return name_of(value);
        } else {
            return value;
        }
    }
    template <class T>
    static Json only_default(const T& value) {
        if constexpr (requires { value.begin(); }) {
            return {{"maxItems", 0}};
        } else {
            return {{"enum", Json::array({plain(value)})}};
        }
    }
    template <class Kind>
    static Json of_kind(const std::vector<Kind>& kinds) {
        return {{"properties", {{"kind", {{"enum", words_of(kinds)}}}}}};
    }

    static Json of_letters(const Letters& letters) {
        return {{"type", "string"}, {"minLength", letters.least}, {"maxLength", letters.most}};
    }
    static Json of_letters(const Any&) { return {{"type", "string"}}; }
    static Json of_letters(const OneOfWords& known) {
        return {{"enum", std::vector<std::string>(known.words.begin(), known.words.end())}};
    }

    template <class T, class Bound>
    static Json schema_of(const Bound& bound) {
        if constexpr (is_optional<T>) {
            return schema_of<typename T::value_type>(bound);
        } else if constexpr (std::is_same_v<T, bool>) {
            return {{"type", "boolean"}};
        } else if constexpr (std::is_same_v<T, int>) {
            Json out{{"type", "integer"}};
            if constexpr (std::is_same_v<Bound, Range>) {
                out["minimum"] = bound.least;
                out["maximum"] = bound.most;
            }
            return out;
        } else if constexpr (Named<T>) {
            Json words = Json::array();
            for (const auto word : names_of<T>()) {
                words.push_back(word);
            }
            return {{"enum", std::move(words)}};
        } else if constexpr (std::is_same_v<T, std::string>) {
            return of_letters(bound);
        } else if constexpr (std::is_same_v<T, LocalisedText>) {
            const auto words = of_letters(bound);
            return {
                {"type", "object"},
                {"additionalProperties", false},
                {"required", {"fr", "en"}},
                {"properties", {{"fr", words}, {"en", words}}}};
        } else if constexpr (requires { typename T::value_type; }) {
            Json out{{"type", "array"}};
            if constexpr (std::is_same_v<Bound, Items>) {
                out["minItems"] = bound.least;
                out["maxItems"] = bound.most;
                out["items"] = schema_of<typename T::value_type>(bound.letters);
            }
            return out;
        } else {
            const T value{};
            Schema inner;
            describe(inner, value);
            return std::move(inner).object();
        }
    }

    std::vector<std::string> required_;
    Json properties_ = Json::object();
    Json conditions_ = Json::array();
};

}  // namespace

std::string type_schema() {
    const ConventionType type{};
    Schema schema;
    describe(schema, type);
    Json out{
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "Convention type"},
        {"description",
         "A kind of act as data: docs/types.md. Printed by `contreseing types schema`. No "
         "`pattern`: no validator has to run one; keys and references are checked in code."}};
    out.update(std::move(schema).object());
    return out.dump(2) + "\n";
}

}  // namespace contreseing::workflows::codec
