#include "workflows/codec/state_codec.hpp"

#include "workflows/codec/describe.hpp"
#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_view.hpp"
#include "workflows/codec/json_writer.hpp"

namespace contreseing::workflows::codec {

void describe(auto& io, Like<State> auto& state) {
    io({"id", "id"}, state.id);
    io({"type_key", "tk"}, state.type_key);
    io({"type_version", "tv"}, state.type_version);
    io.always({"stage", "st"}, state.stage);
    io({"events", "ev"}, state.events);
    io({"reference", "rf"}, state.reference);
    io({"title", "ti"}, state.title);
    io({"created_at", "at"}, state.created_at);
    io({"stage_since", "ss"}, state.stage_since);
    io({"fields", "f"}, state.fields);
    io({"visas", "vi"}, state.visas);
    io({"parties", "p"}, state.parties);
    io({"annexes", "an"}, state.annexes);
    io({"place", "pl"}, state.place);
    io({"slots", "s"}, state.slots);
    io({"last_slot_n", "ls"}, state.last_slot_n);
    io({"last_annex_n", "la"}, state.last_annex_n);
    io({"opinions", "o"}, state.opinions);
    io({"versions", "v"}, state.versions);
    io.always({"draft_open", "do"}, state.draft_open);
    io({"opinion_carried", "oc"}, state.opinion_carried);
    io({"acknowledgements", "ak"}, state.acknowledgements);
    io({"acknowledged_ahead", "aa"}, state.acknowledged_ahead);
    io({"round_opened_at", "ro"}, state.round_opened_at);
    io({"signed_at", "sa"}, state.signed_at);
    io({"in_force_at", "if"}, state.in_force_at);
    io({"last_day", "ld"}, state.last_day);
    io({"body_informed_recipients", "br"}, state.body_informed_recipients);
    io({"body_informed_at", "bi"}, state.body_informed_at);
    io({"copies_renewed", "cr"}, state.copies_renewed);
    io({"copies_given_at", "ca"}, state.copies_given_at);
    io.personal({"end_reason", "er"}, state.end_reason);
    io({"mails_kept", "mk"}, state.mails_kept);
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
    auto state = read_all<State>(JsonView(*document, 0), JsonKey::Form::Short);
    if (state && state->stage_since == Instant{}) {
        // Written before the stage's beginning was kept.
        state->stage_since = state->in_force_at.value_or(state->created_at);
    }
    return state;
}

}  // namespace contreseing::workflows::codec
