#pragma once

#include "server/api/bodies.hpp"
#include "server/api/json_body.hpp"
#include "server/api/read_enum.hpp"
#include "workflows/domain/names.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace contreseing::server::api {

// Faults are left in the reader.

std::map<std::string, workflows::FieldValue> read_fields(JsonReader& in, std::string_view key);
/// Whose link it is.
workflows::Place read_place(JsonReader& in, std::string_view key);
int read_slot(JsonReader& in, std::string_view key);
/// As it was typed or pasted: which blanks there may be in it, tabs and line ends too, is for
/// `parse_siret` to say.
std::string read_siret(JsonReader& in, std::string_view key);

template <class Id>
std::optional<Id> read_id(JsonReader& in, std::string_view key) {
    const auto text = in.line(key, Need::Nullable, 36);
    auto id = workflows::parse_id<Id>(text);
    if (!id && !text.empty()) {
        in.fault(key, "must be a UUID");
    }
    return id;
}

/// Reads the members of a description out of a body.
class BodyReader {
public:
    explicit BodyReader(JsonReader& in) : in_(in) {}

    void about(std::string_view) const {}

    template <class T, class Bound>
    void operator()(const codec::Member& member, std::optional<T>& value, const Bound& bound) {
        if constexpr (requires { value->bytes; }) {
            value = read_id<T>(in_, member.name);
        } else if constexpr (std::is_same_v<T, workflows::Day>) {
            value = in_.day(member.name, Need::Nullable);
        } else if (in_.has(member.name)) {
            (*this)(member, value.emplace(), bound);
        }
    }

    template <class T, class Bound>
    void operator()(const codec::Member& member, T& value, const Bound& bound) {
        const auto name = member.name;
        const auto need =
            member.presence == codec::Presence::Required ? Need::Required : Need::Optional;
        if constexpr (std::is_same_v<Bound, codec::OfSlot>) {
            value = read_slot(in_, name);
        } else if constexpr (std::is_same_v<T, workflows::Place>) {
            value = read_place(in_, name);
        } else if constexpr (std::is_same_v<Bound, Called>) {
            value = in_.name(name);
        } else if constexpr (std::is_same_v<Bound, Siret>) {
            value = read_siret(in_, name);
        } else if constexpr (std::is_same_v<Bound, codec::Which>) {
            (*this)(member, value, bound.letters);
        } else if constexpr (std::is_same_v<Bound, codec::Letters>) {
            value = in_.line(name, unless_empty(bound), size(bound.most));
        } else if constexpr (std::is_same_v<Bound, codec::Lines>) {
            value = in_.paragraph(name, unless_empty(bound), size(bound.most));
        } else if constexpr (std::is_same_v<Bound, codec::Range>) {
            value = in_.number(name, need, value);
        } else if constexpr (std::is_same_v<T, bool>) {
            value = in_.flag(name, value);
        } else if constexpr (workflows::Named<T>) {
            value = read_enum(in_, name, value, need);
        } else if constexpr (std::is_same_v<T, workflows::EmailAddress>) {
            value = in_.email(name, need).value_or(T{});
        } else if constexpr (std::is_same_v<T, workflows::Instant>) {
            value = in_.instant(name, need).value_or(T{});
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            value = in_.lines(name, size(bound.most), size(bound.letters.most));
        } else if constexpr (std::is_same_v<Bound, codec::Items>) {
            in_.each(name, need, size(bound.most), [&value](JsonReader& element) {
                BodyReader io(element);
                describe_given(io, value.emplace_back());
            });
        } else {
            value = read_fields(in_, name);
        }
    }

private:
    static std::size_t size(int bound) { return static_cast<std::size_t>(bound); }
    /// A text that may be empty may be left out too.
    static Need unless_empty(const auto& bound) {
        return bound.least > 0 ? Need::Required : Need::Optional;
    }

    JsonReader& in_;
};

/// A body as `describe` asks for it. Faults are left in it for `finish`.
template <class Described>
Described read_body(JsonBody& body) {
    Described described;
    BodyReader io(body.fields());
    describe(io, described);
    return described;
}

}  // namespace contreseing::server::api
