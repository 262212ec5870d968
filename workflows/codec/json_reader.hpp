#pragma once

#include "workflows/codec/erased.hpp"
#include "workflows/codec/json_key.hpp"
#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/names.hpp"

#include <limits>
#include <string>

namespace contreseing::workflows::codec {

/// Thrown and caught within this library only: the public functions return the problem.
struct ReadFailure {
    JsonProblem problem;
};

/// The only member of a commitment to a personal value.
inline constexpr std::string_view kCommitment = "#";

/// Reads described structures out of a JSON value, which a JsonTree or a JsonView shows. A member
/// that is missing leaves the default, one that is unknown is refused.
template <class Node>
class JsonReader {
public:
    JsonReader(Node node, JsonKey::Form form) : node_(node), form_(form) {}

    template <class T>
    void operator()(const JsonKey& key, T& value) {
        if (const auto found = member(key)) {
            JsonReader(this, *found, key.in(form_)).read(value);
        }
    }
    template <class T>
    void always(const JsonKey& key, T& value) {
        (*this)(key, value);
    }
    void personal(const JsonKey& key, std::string& value) {
        if (const auto found = member(key)) {
            if (found->is_object() && found->size() == 1 && found->find(kCommitment)) {
                value = kErased;
            } else {
                JsonReader(this, *found, key.in(form_)).read(value);
            }
        }
    }

    template <class T>
    void read(T& value);

private:
    JsonReader(const JsonReader* parent, Node node, std::string_view name)
        : parent_(parent), node_(node), form_(parent->form_), name_(name) {}

    std::optional<Node> member(const JsonKey& key) {
        if (wanted_ != nullptr && key.in(form_) == *wanted_) {
            wanted_ = nullptr;
        }
        auto found = node_.find(key.in(form_));
        found_ += found ? 1U : 0U;
        return found;
    }

    /// What is there, or the failure that something else was expected.
    template <class Value>
    Value expect(std::optional<Value> value, const char* otherwise) const {
        if (!value) {
            fail(otherwise);
        }
        return *value;
    }
    [[nodiscard]] std::string_view text() const { return expect(node_.text(), "expected a text"); }
    [[nodiscard]] std::int64_t number() const {
        return expect(node_.number(), "expected a whole number");
    }
    void require_object() const {
        if (!node_.is_object()) {
            fail("expected an object");
        }
    }
    template <class T>
    void refuse_unknown() const;

    [[noreturn]] void fail(const char* message) const { throw ReadFailure{{pointer(), message}}; }
    [[nodiscard]] std::string pointer() const {
        return parent_ == nullptr ? std::string() : pointer_to(parent_->pointer(), name_);
    }

    const JsonReader* parent_ = nullptr;
    Node node_;
    JsonKey::Form form_;
    std::string_view name_;
    std::size_t found_ = 0;                     // members that the description named
    const std::string_view* wanted_ = nullptr;  // set only while an unknown one is looked for
};

template <class Node>
template <class T>
void JsonReader<Node>::read(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        value = expect(node_.boolean(), "expected true or false");
    } else if constexpr (std::is_same_v<T, int>) {
        const auto read = number();
        if (read < std::numeric_limits<int>::min() || read > std::numeric_limits<int>::max()) {
            fail("number out of range");
        }
        value = static_cast<int>(read);
    } else if constexpr (std::is_same_v<T, std::string>) {
        value = text();
    } else if constexpr (Named<T>) {
        value = expect(from_name<T>(text()), "not one of the known words");
    } else if constexpr (std::is_same_v<T, Instant>) {
        value = form_ == JsonKey::Form::Short ? Instant(std::chrono::microseconds(number()))
                                              : expect(parse_instant(text()), "not an instant");
    } else if constexpr (std::is_same_v<T, Day>) {
        value = expect(parse_day(text()), "not a date");
    } else if constexpr (std::is_same_v<T, Place>) {
        value = expect(parse_place(text()), "not a place");
    } else if constexpr (std::is_same_v<T, Sha256>) {
        value = expect(parse_sha256(text()), "not a SHA-256");
    } else if constexpr (requires { uuid_text(value.bytes); }) {
        value.bytes = expect(parse_uuid(text()), "not a UUID");
    } else if constexpr (std::is_same_v<T, FieldValue>) {
        if (node_.is_array()) {
            read(value.template emplace<std::vector<std::string>>());
        } else {
            value = std::string(text());
        }
    } else if constexpr (requires { value.has_value(); }) {
        read(value.emplace());
    } else if constexpr (requires { typename T::mapped_type; }) {
        require_object();
        value.clear();
        node_.each([&](std::string_view name, Node held) {
            JsonReader(this, held, name).read(value[std::string(name)]);
        });
    } else if constexpr (requires { value.emplace_back(); }) {
        if (!node_.is_array()) {
            fail("expected a list");
        }
        value.clear();
        value.reserve(node_.size());
        node_.each([&](std::string_view, Node item) {
            const std::string index = std::to_string(value.size());
            JsonReader(this, item, index).read(value.emplace_back());
        });
    } else {
        require_object();
        found_ = 0;
        describe(*this, value);
        if (found_ != node_.size()) {
            refuse_unknown<T>();
        }
    }
}

template <class Node>
template <class T>
void JsonReader<Node>::refuse_unknown() const {
    node_.each([&](std::string_view name, Node held) {
        // Read again into nothing, only to see whether the description asks for this name.
        T ignored;
        JsonReader again(*this);
        again.wanted_ = &name;
        describe(again, ignored);
        if (again.wanted_ != nullptr) {
            JsonReader(this, held, name).fail("unknown member");
        }
    });
    fail("member named twice");
}

/// Reads the whole of `node`, or says why not.
template <class T, class Node>
Expected<T, JsonProblem> read_all(Node node, JsonKey::Form form) {
    T value;
    try {
        JsonReader<Node>(node, form).read(value);
    } catch (const ReadFailure& failure) {
        return Unexpected{failure.problem};
    }
    return value;
}

}  // namespace contreseing::workflows::codec
