#include "workflows/codec/state_codec.hpp"

#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_view.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::codec {

namespace {

/// Of the row: another number is another shape. Raise it with each change of what is below.
constexpr int kFormat = 2;
constexpr JsonKey kFormatKey{"format", "fm"};

}  // namespace

void describe(auto& io, Like<Spine> auto& spine) {
    io({"id", "id"}, spine.id);
    io({"type_key", "tk"}, spine.type_key);
    io({"type_version", "tv"}, spine.type_version);
    io.always({"stage", "st"}, spine.stage);
    io({"events", "ev"}, spine.events);
    io({"reference", "rf"}, spine.reference);
    io({"title", "ti"}, spine.title);
    io({"created_at", "at"}, spine.created_at);
    io({"stage_since", "ss"}, spine.stage_since);
    io({"parties", "p"}, spine.parties);
    io({"last_party_n", "lp"}, spine.last_party_n);
    io({"place", "pl"}, spine.place);
    io({"network", "nw"}, spine.network);
    io({"relations", "rl"}, spine.relations);
    io({"versions", "v"}, spine.versions);
    io.always({"draft_open", "do"}, spine.draft_open);
}

namespace {

/// The state of `Owner` in the whole, as const as it.
template <class Owner, class Whole>
auto& own(Whole& state) {
    using Own = std::conditional_t<std::is_const_v<Whole>, const Owner, Owner>;
    return static_cast<Own&>(state);
}

}  // namespace

void describe(auto& io, Like<State> auto& state) {
    int format = kFormat;
    io(kFormatKey, format);
    io({"spine", "sp"}, own<Spine>(state));
    each_part([&]<class Part>() {
        io({Part::kKey, Part::kKey}, own<typename Part::State>(state));
    });
}

std::string state_to_json(const State& state) {
    JsonWriter writer({.form = JsonKey::Form::Short, .keep_empty = false, .personal = {}});
    writer.write(state);
    return std::move(writer).take();
}

Expected<State, JsonProblem> state_from_json(std::string_view text) {
    const auto document = JsonDocument::parse(text);
    if (!document) {
        return Unexpected{JsonProblem{{}, "not JSON"}};
    }
    const JsonView row(*document, 0);
    if (row.is_object()) {
        const auto format = row.find(kFormatKey.in(JsonKey::Form::Short));
        if (!format || format->number() != kFormat) {
            return Unexpected{JsonProblem{"/fm", std::string(kOtherFormat)}};
        }
    }
    return read_all<State>(row, JsonKey::Form::Short);
}

}  // namespace contreseing::workflows::codec
