#include "server/api/description.hpp"

#include "server/api/bodies.hpp"
#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/link_rules.hpp"
#include "workflows/domain/names.hpp"

#include <type_traits>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using Json = nlohmann::ordered_json;

namespace {

Json of_letters(int least, int most) {
    Json schema{{"type", "string"}};
    if (least > 0) {
        schema["minLength"] = least;
    }
    schema["maxLength"] = most;
    if (least > 0) {
        schema["pattern"] = "\\S";
    }
    return schema;
}

/// A number as `parse_place` reads it.
constexpr const char* kNumber = "[1-9][0-9]{0,8}";

/// What a description asks, as the schema of an object.
class ObjectSchema {
public:
    void about(std::string_view says) { says_ = says; }

    template <class T, class Bound>
    void operator()(const codec::Member& member, const std::optional<T>&, const Bound& bound) {
        add(member, T{}, bound, false);
    }
    template <class T, class Bound>
    void operator()(const codec::Member& member, const T& value, const Bound& bound) {
        add(member, value, bound, true);
    }

    [[nodiscard]] Json object(std::string_view title = {}) && {
        Json out = Json::object();
        if (!title.empty()) {
            out["title"] = title;
        }
        out["type"] = "object";
        if (!properties_.empty()) {
            out["properties"] = std::move(properties_);
        }
        if (!required_.empty()) {
            out["required"] = std::move(required_);
        }
        out["additionalProperties"] = false;
        if (!says_.empty()) {
            out["description"] = says_;
        }
        return out;
    }

private:
    /// `defaults`: whether leaving it out is the same as sending `value`.
    template <class T, class Bound>
    void add(const codec::Member& member, const T& value, const Bound& bound, bool defaults) {
        auto schema = schema_of(value, bound);
        if (member.presence == codec::Presence::Nullable) {
            schema["type"] = Json::array({schema["type"], "null"});
        }
        if constexpr (workflows::Named<T>) {
            schema["default"] = workflows::name_of(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            schema["default"] = value;
        }
        if (member.presence == codec::Presence::Required || !defaults) {
            schema.erase("default");
        }
        schema["description"] = member.says;
        properties_[std::string(member.name)] = std::move(schema);
        if (member.presence == codec::Presence::Required) {
            required_.push_back(member.name);
        }
    }

    template <class T, class Bound>
    static Json schema_of(const T& value, const Bound& bound) {
        if constexpr (std::is_same_v<Bound, codec::OfSlot>) {
            return of_place(std::string("^slot/") + kNumber + '$');
        } else if constexpr (std::is_same_v<Bound, codec::OfParticipant>) {
            std::string any;
            for (const auto example : workflows::examples_of_places()) {
                any.append(any.empty() ? "" : "|");
                for (const char c : example) {
                    any.append(c >= '0' && c <= '9' ? kNumber : std::string(1, c));
                }
            }
            return of_place("^(" + any + ")$");
        } else if constexpr (std::is_same_v<Bound, Called>) {
            return of_letters(codec::kLine.least, codec::kLine.most);
        } else if constexpr (std::is_same_v<Bound, Siret>) {
            return {{"type", "string"}};
        } else if constexpr (std::is_same_v<Bound, codec::Which>) {
            return schema_of(value, bound.letters);
        } else if constexpr (std::is_same_v<T, std::string>) {
            return of_letters(bound.least, bound.most);
        } else if constexpr (std::is_same_v<Bound, codec::Range>) {
            return {{"type", "integer"}, {"minimum", bound.least}, {"maximum", bound.most}};
        } else if constexpr (std::is_same_v<T, bool>) {
            return {{"type", "boolean"}};
        } else if constexpr (workflows::Named<T>) {
            Json words = Json::array();
            for (const auto word : workflows::names_of<T>()) {
                words.push_back(word);
            }
            return {{"type", "string"}, {"enum", std::move(words)}};
        } else if constexpr (std::is_same_v<T, workflows::EmailAddress>) {
            return {{"type", "string"}, {"format", "email"}, {"maxLength", 254}};
        } else if constexpr (std::is_same_v<T, workflows::Instant>) {
            return {{"type", "string"}, {"format", "date-time"}};
        } else if constexpr (std::is_same_v<T, workflows::Day>) {
            return {{"type", "string"}, {"format", "date"}};
        } else if constexpr (requires { value.bytes; }) {
            return {{"type", "string"}, {"format", "uuid"}};
        } else if constexpr (std::is_same_v<Bound, codec::Items>) {
            return {
                {"type", "array"},
                {"maxItems", bound.most},
                {"items", of_item<typename T::value_type>(bound)}};
        } else {
            static_assert(std::is_same_v<typename T::mapped_type, workflows::FieldValue>);
            const Json text{{"type", "string"}};
            return {
                {"type", "object"},
                {"additionalProperties",
                 {{"anyOf", {text, {{"type", "array"}, {"items", text}}}}}}};
        }
    }

    template <class Item>
    static Json of_item(const codec::Items& bound) {
        if constexpr (std::is_same_v<Item, std::string>) {
            return of_letters(bound.letters.least, bound.letters.most);
        } else {
            Item item;
            ObjectSchema inner;
            describe_given(inner, item);
            return std::move(inner).object();
        }
    }

    static Json of_place(std::string pattern) {
        return {
            {"type", "string"},
            {"pattern", std::move(pattern)},
            {"examples", Json::array({"slot/3"})}};
    }

    std::string_view says_;
    Json properties_ = Json::object();
    Json required_ = Json::array();
};

template <class C>
Json action_schema() {
    C command;
    ObjectSchema schema;
    codec::describe(schema, command);
    return std::move(schema).object(workflows::name_of(workflows::Command(std::move(command))));
}

Json action_schemas() {
    Json schemas = Json::array();
    codec::each_described([&]<class C>() { schemas.push_back(action_schema<C>()); });
    return schemas;
}

}  // namespace

std::string whole_description(std::string_view written) {
    auto document = Json::parse(written);
    auto& schemas = document.at("components").at("schemas");
    each_body([&schemas]<class Body>() {
        Body body;
        ObjectSchema schema;
        describe(schema, body);
        schemas[std::string(Body::kName)] = std::move(schema).object();
    });
    auto& action = schemas.at("Action");
    action["anyOf"] = action_schemas();
    std::string names;
    for (const auto& schema : action["anyOf"]) {
        names += (names.empty() ? "" : ", ") + schema.at("title").get<std::string>();
    }
    action["description"] =
        "Actions: " + names + ". " + action.at("description").get<std::string>();
    return document.dump(2) + "\n";
}

}  // namespace contreseing::server::api
