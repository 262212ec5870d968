#include "server/api/actions.hpp"

#include "server/api/read_enum.hpp"
#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/link_rules.hpp"
#include "workflows/domain/names.hpp"

#include <type_traits>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

namespace codec = workflows::codec;
using nlohmann::json;
using workflows::Command;
using workflows::FieldValue;
using workflows::Place;

namespace {

std::map<std::string, FieldValue> read_fields(JsonReader& in, std::string_view key) {
    std::map<std::string, FieldValue> fields;
    const auto* raw = in.raw(key);
    if (raw == nullptr || !raw->is_object()) {
        if (raw != nullptr) {
            in.fault(key, "must be an object of texts and lists of texts");
        }
        return fields;
    }
    for (const auto& [name, value] : raw->items()) {
        if (value.is_string()) {
            fields[name] = value.get<std::string>();
            continue;
        }
        bool texts = value.is_array();
        for (const auto& item : texts ? value : json::array()) {
            texts = texts && item.is_string();
        }
        if (!texts) {
            in.fault(std::string(key) + "/" + name, "must be a text or a list of texts");
            continue;
        }
        fields[name] = value.get<std::vector<std::string>>();
    }
    return fields;
}

/// `slot/3, opinion/1/seat/2`: how places of those who take part are written.
std::string examples() {
    std::string all;
    for (const auto example : workflows::examples_of_places()) {
        all.append(all.empty() ? "" : ", ").append(example);
    }
    return all;
}

/// Whose link it is.
Place read_place(JsonReader& in, std::string_view key) {
    const auto written = in.line(key);
    const auto place = workflows::parse_place(written);
    if (!written.empty() && (!place || workflows::link_rules_of(*place) == nullptr)) {
        in.fault(key, "must be the place of somebody who takes part: " + examples());
    }
    return place.value_or(Place{});
}

int read_slot(JsonReader& in, std::string_view key) {
    const auto place = read_place(in, key);
    if (place.seat() != 0) {
        in.fault(key, "must be a slot: slot/3");
    }
    return place.slot();
}

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
class ActionReader {
public:
    explicit ActionReader(JsonReader& in) : in_(in) {}

    void about(std::string_view) const {}

    template <class T, class Bound>
    void operator()(const codec::Member& member, std::optional<T>& value, const Bound& bound) {
        if constexpr (requires { value->bytes; }) {
            value = read_id<T>(in_, member.name);
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
        } else if constexpr (std::is_same_v<T, Place>) {
            value = read_place(in_, name);
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
            value = read_enum(in_, name, value);
        } else if constexpr (std::is_same_v<T, workflows::EmailAddress>) {
            value = in_.email(name, need).value_or(T{});
        } else if constexpr (std::is_same_v<T, workflows::Instant>) {
            value = in_.instant(name, need).value_or(T{});
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            value = in_.lines(name, size(bound.most), size(bound.letters.most));
        } else if constexpr (std::is_same_v<Bound, codec::Items>) {
            in_.each(name, need, size(bound.most), [&value](JsonReader& element) {
                ActionReader io(element);
                codec::describe_given(io, value.emplace_back());
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

struct Action {
    std::string_view name;
    Command (*read)(JsonReader& in);
};

template <class C>
Action action_of() {
    return {workflows::name_of(Command(C{})), [](JsonReader& in) -> Command {
                C command;
                ActionReader io(in);
                codec::describe(io, command);
                return command;
            }};
}

const std::vector<Action>& actions() {
    static const auto all = [] {
        std::vector<Action> each;
        codec::each_described([&]<class C>() { each.push_back(action_of<C>()); });
        return each;
    }();
    return all;
}

}  // namespace

std::vector<std::string_view> action_names() {
    std::vector<std::string_view> names;
    for (const auto& action : actions()) {
        names.push_back(action.name);
    }
    return names;
}

std::optional<Command> read_action(std::string_view action, JsonBody& body) {
    for (const auto& known : actions()) {
        if (known.name == action) {
            return known.read(body.fields());
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::server::api
