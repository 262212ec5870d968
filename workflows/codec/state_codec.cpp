#include "workflows/codec/state_codec.hpp"

#include "workflows/codec/describe.hpp"
#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_view.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::codec {

namespace {

/// Of the row: another number is another shape. Raise it with each change of what is below.
constexpr int kFormat = 1;
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
    io({"place", "pl"}, spine.place);
    io({"versions", "v"}, spine.versions);
    io.always({"draft_open", "do"}, spine.draft_open);
}

void describe(auto& io, Like<parts::Drafting::State> auto& drafting) {
    io({"fields", "f"}, drafting.fields);
    io({"visas", "vi"}, drafting.visas);
    io({"annexes", "an"}, drafting.annexes);
    io({"last_annex_n", "la"}, drafting.last_annex_n);
    io({"acknowledgements", "ak"}, drafting.acknowledgements);
    io({"acknowledged_ahead", "aa"}, drafting.acknowledged_ahead);
}

void describe(auto& io, Like<parts::Opinion::State> auto& opinion) {
    io({"opinions", "o"}, opinion.opinions);
    io({"opinion_carried", "oc"}, opinion.opinion_carried);
}

void describe(auto& io, Like<parts::Signing::State> auto& signing) {
    io({"slots", "s"}, signing.slots);
    io({"last_slot_n", "ls"}, signing.last_slot_n);
    io({"round_opened_at", "ro"}, signing.round_opened_at);
    io({"signed_at", "sa"}, signing.signed_at);
    io({"in_force_at", "if"}, signing.in_force_at);
    io({"last_day", "ld"}, signing.last_day);
}

void describe(auto& io, Like<parts::Links::State> auto& links) {
    io({"mails_kept", "mk"}, links.mails_kept);
}

void describe(auto& io, Like<parts::Copies::State> auto& copies) {
    io({"copies_renewed", "cr"}, copies.copies_renewed);
    io({"copies_given_at", "ca"}, copies.copies_given_at);
}

void describe(auto& io, Like<parts::Information::State> auto& information) {
    io({"body_informed_recipients", "br"}, information.body_informed_recipients);
    io({"body_informed_at", "bi"}, information.body_informed_at);
}

void describe(auto& io, Like<parts::Ending::State> auto& ending) {
    io.personal({"end_reason", "er"}, ending.end_reason);
}

namespace {

/// Of a part in the row. One that has none does not compile.
template <class Part>
constexpr JsonKey kKey = Part::has_no_key;
template <>
constexpr JsonKey kKey<parts::Drafting>{"drafting", "dr"};
template <>
constexpr JsonKey kKey<parts::Opinion>{"opinion", "op"};
template <>
constexpr JsonKey kKey<parts::Signing>{"signing", "si"};
template <>
constexpr JsonKey kKey<parts::Links>{"links", "li"};
template <>
constexpr JsonKey kKey<parts::Copies>{"copies", "co"};
template <>
constexpr JsonKey kKey<parts::Information>{"information", "in"};
template <>
constexpr JsonKey kKey<parts::Ending>{"ending", "en"};

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
    each_part([&]<class Part>() { io(kKey<Part>, own<typename Part::State>(state)); });
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
