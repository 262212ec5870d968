#pragma once

#include "workflows/codec/json_key.hpp"
#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/names.hpp"

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

/// Thrown and caught within this library only: the public functions return the problem.
struct ReadFailure {
    JsonProblem problem;
};

/// What stands where an erased personal value was.
inline const std::string kErased = "(effacé)";
/// The only member of a commitment to a personal value.
inline constexpr std::string_view kCommitment = "#";

/// Reads described structures out of a JSON value. A member that is missing leaves the default,
/// one that is unknown is refused.
class JsonReader {
public:
    JsonReader(const nlohmann::json& node, JsonKey::Form form) : node_(&node), form_(form) {}

    template <class T>
    void operator()(const JsonKey& key, T& value) {
        if (const auto* found = member(key.in(form_))) {
            child(*found, key.in(form_)).read(value);
        }
    }
    template <class T>
    void always(const JsonKey& key, T& value) {
        (*this)(key, value);
    }
    void personal(const JsonKey& key, std::string& value) {
        if (const auto* found = member(key.in(form_))) {
            if (found->is_object() && found->size() == 1 && found->contains(kCommitment)) {
                value = kErased;
            } else {
                child(*found, key.in(form_)).read(value);
            }
        }
    }

    template <class T>
    void read(T& value);

    [[noreturn]] void fail(std::string message) const;

private:
    JsonReader(const JsonReader* parent, const nlohmann::json& node, std::string_view name)
        : parent_(parent), node_(&node), form_(parent->form_), name_(name) {}

    [[nodiscard]] JsonReader child(const nlohmann::json& node, std::string_view name) const {
        return JsonReader(this, node, name);
    }
    const nlohmann::json* member(std::string_view name);
    void require_object() const;
    void refuse_unknown() const;
    const std::string& text() const;
    std::int64_t number() const;
    [[nodiscard]] std::string pointer() const;

    const JsonReader* parent_ = nullptr;
    const nlohmann::json* node_;
    JsonKey::Form form_;
    std::string_view name_;
    std::vector<std::string_view> known_;
};

template <class T>
void JsonReader::read(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        if (!node_->is_boolean()) {
            fail("expected true or false");
        }
        value = node_->get<bool>();
    } else if constexpr (std::is_same_v<T, int>) {
        const auto read = number();
        if (read < std::numeric_limits<int>::min() || read > std::numeric_limits<int>::max()) {
            fail("number out of range");
        }
        value = static_cast<int>(read);
    } else if constexpr (std::is_same_v<T, std::string>) {
        value = text();
    } else if constexpr (Named<T>) {
        const auto named = from_name<T>(text());
        if (!named) {
            fail("not one of the known words");
        }
        value = *named;
    } else if constexpr (std::is_same_v<T, Instant>) {
        if (form_ == JsonKey::Form::Short) {
            value = Instant(std::chrono::microseconds(number()));
        } else if (const auto instant = parse_instant(text())) {
            value = *instant;
        } else {
            fail("not an instant");
        }
    } else if constexpr (std::is_same_v<T, Day>) {
        const auto day = parse_day(text());
        if (!day) {
            fail("not a date");
        }
        value = *day;
    } else if constexpr (std::is_same_v<T, Sha256>) {
        const auto digest = parse_sha256(text());
        if (!digest) {
            fail("not a SHA-256");
        }
        value = *digest;
    } else if constexpr (requires { uuid_text(value.bytes); }) {
        const auto bytes = parse_uuid(text());
        if (!bytes) {
            fail("not a UUID");
        }
        value.bytes = *bytes;
    } else if constexpr (std::is_same_v<T, FieldValue>) {
        if (node_->is_array()) {
            read(value.template emplace<std::vector<std::string>>());
        } else {
            value = text();
        }
    } else if constexpr (requires { value.has_value(); }) {
        read(value.emplace());
    } else if constexpr (requires { typename T::mapped_type; }) {
        require_object();
        value.clear();
        for (const auto& [key, held] : node_->template get_ref<const nlohmann::json::object_t&>()) {
            child(held, key).read(value[key]);
        }
    } else if constexpr (requires { value.emplace_back(); }) {
        if (!node_->is_array()) {
            fail("expected a list");
        }
        value.clear();
        value.reserve(node_->size());
        for (const auto& item : *node_) {
            const std::string index = std::to_string(value.size());
            child(item, index).read(value.emplace_back());
        }
    } else {
        require_object();
        describe(*this, value);
        refuse_unknown();
    }
}

/// Reads the whole of `node`, or says why not.
template <class T>
Expected<T, JsonProblem> read_all(const nlohmann::json& node, JsonKey::Form form) {
    T value;
    try {
        JsonReader(node, form).read(value);
    } catch (const ReadFailure& failure) {
        return Unexpected{failure.problem};
    }
    return value;
}

}  // namespace contreseing::workflows::codec
