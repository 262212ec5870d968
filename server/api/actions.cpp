#include "server/api/actions.hpp"

#include "server/api/body_reader.hpp"
#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/names.hpp"

namespace contreseing::server::api {

namespace codec = workflows::codec;
using workflows::Command;

namespace {

struct Action {
    std::string_view name;
    Command (*read)(JsonReader& in);
};

template <class C>
Action action_of() {
    return {workflows::name_of(Command(C{})), [](JsonReader& in) -> Command {
                C command;
                BodyReader io(in);
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
