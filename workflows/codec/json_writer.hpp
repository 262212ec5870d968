#pragma once

#include "workflows/codec/json_key.hpp"
#include "workflows/codec/json_problem.hpp"
#include "workflows/codec/json_text.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace contreseing::workflows::codec {

/// Writes described structures as JSON text, members in the order of their description.
class JsonWriter {
public:
    struct Style {
        JsonKey::Form form = JsonKey::Form::Long;
        /// Whether empty texts and lists, zeros and false are written: a reader finds the same
        /// default where they are left out.
        bool keep_empty = false;
        /// Writes a personal value, which stands at this pointer, in another form.
        std::function<std::string(const std::string& pointer, const std::string& value)> personal;
    };

    explicit JsonWriter(Style style) : style_(std::move(style)) {}

    template <class T>
    void operator()(const JsonKey& key, const T& value) {
        if (style_.keep_empty ? is_absent(value) : is_empty(value)) {
            return;
        }
        always(key, value);
    }
    /// For members whose default is not the empty one.
    template <class T>
    void always(const JsonKey& key, const T& value) {
        begin_member(key.in(style_.form));
        write(value);
        end_member();
    }
    /// A member that only some kinds of its structure ask for: left out where it says nothing.
    template <class T, class Kind, class Cases>
    void chosen(std::string_view name, const T& value, const Kind& kind, const Cases& cases) {
        const bool asked = std::any_of(cases.begin(), cases.end(), [&kind](const auto& each) {
            return each.presence == decltype(each.presence)::Required &&
                   std::find(each.kinds.begin(), each.kinds.end(), kind) != each.kinds.end();
        });
        bool says_nothing = false;
        if constexpr (requires { value.empty(); }) {
            says_nothing = value.empty();
        } else {
            says_nothing = value == T{};
        }
        if (asked || !says_nothing) {
            always({name, {}}, value);
        }
    }
    void personal(const JsonKey& key, const std::string& value) {
        if (value.empty()) {
            return;
        }
        begin_member(key.in(style_.form));
        if (style_.personal) {
            text_ += style_.personal(pointer(), value);
        } else {
            write(value);
        }
        end_member();
    }

    template <class T>
    void write(const T& value);

    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    template <class T>
    static bool is_absent(const T&) {
        return false;
    }
    template <class T>
    static bool is_absent(const std::optional<T>& value) {
        return !value;
    }
    template <class T>
    static bool is_empty(const T& value) {
        if constexpr (requires { value.empty(); }) {
            return value.empty();
        } else if constexpr (std::is_arithmetic_v<T>) {
            return value == T{};
        } else {
            return is_absent(value);
        }
    }

    void begin_member(std::string_view name);
    void end_member();
    [[nodiscard]] std::string pointer() const;
    void begin(char bracket);
    void end(char bracket);
    void next_item();
    void number(std::int64_t value);

    Style style_;
    std::string text_;
    bool first_ = true;
    std::vector<std::string> path_;  // kept only where personal values are written apart
};

template <class T>
void JsonWriter::write(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        text_ += value ? "true" : "false";
    } else if constexpr (std::is_same_v<T, int>) {
        number(value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        append_json_string(text_, value);
    } else if constexpr (Named<T>) {
        append_json_string(text_, name_of(value));
    } else if constexpr (std::is_same_v<T, Instant>) {
        if (style_.form == JsonKey::Form::Short) {
            number(value.time_since_epoch().count());
        } else {
            append_json_string(text_, to_text(value));
        }
    } else if constexpr (std::is_same_v<T, Day> || std::is_same_v<T, Place>) {
        append_json_string(text_, to_text(value));
    } else if constexpr (std::is_same_v<T, Sha256>) {
        append_json_string(text_, to_hex(value));
    } else if constexpr (requires { uuid_text(value.bytes); }) {
        append_json_string(text_, uuid_text(value.bytes));
    } else if constexpr (requires { std::visit([](const auto&) {}, value); }) {
        std::visit([this](const auto& held) { write(held); }, value);
    } else if constexpr (requires { value.has_value(); }) {
        write(*value);
    } else if constexpr (requires { typename T::mapped_type; }) {
        begin('{');
        for (const auto& [key, held] : value) {
            begin_member(key);
            write(held);
            end_member();
        }
        end('}');
    } else if constexpr (requires { value.begin(); }) {
        begin('[');
        std::size_t index = 0;
        for (const auto& item : value) {
            next_item();
            if (style_.personal) {
                path_.push_back(std::to_string(index++));
            }
            write(item);
            end_member();
        }
        end(']');
    } else {
        begin('{');
        describe(*this, value);
        end('}');
    }
}

}  // namespace contreseing::workflows::codec
