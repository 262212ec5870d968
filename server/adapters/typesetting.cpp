#include "server/adapters/typesetting.hpp"

#include "documents/typeset/error.hpp"

#include <algorithm>

namespace contreseing::server {

using documents::typeset::Model;
using workflows::FieldSpec;
using workflows::FieldValue;

namespace {

std::string french(const workflows::LocalisedText& text) {
    const auto found = text.find("fr");
    return found == text.end() ? std::string{} : found->second;
}

std::string text_of(const workflows::State& state, const std::string& key) {
    const auto found = state.fields.find(key);
    if (found == state.fields.end() || !std::holds_alternative<std::string>(found->second)) {
        return {};
    }
    return std::get<std::string>(found->second);
}

std::vector<std::string> ticked(const workflows::State& state, const std::string& key) {
    const auto found = state.fields.find(key);
    if (found == state.fields.end()) {
        return {};
    }
    if (const auto* one = std::get_if<std::string>(&found->second)) {
        return one->empty() ? std::vector<std::string>{} : std::vector{*one};
    }
    return std::get<std::vector<std::string>>(found->second);
}

Model field_model(const FieldSpec& field, const workflows::State& state) {
    if (field.kind == FieldSpec::Kind::Line || field.kind == FieldSpec::Kind::Paragraph) {
        return Model::Map{{"text", text_of(state, field.key)}};
    }
    const auto chosen = ticked(state, field.key);
    Model::List options;
    for (const auto& option : field.options) {
        const bool is_ticked = std::find(chosen.begin(), chosen.end(), option.key) != chosen.end();
        options.emplace_back(Model::Map{
            {"key", option.key}, {"label", french(option.label)}, {"ticked", is_ticked}});
    }
    return Model::Map{
        {"options", std::move(options)}, {"other", text_of(state, field.key + ".other")}};
}

Model::List annex_models(const workflows::State& state) {
    Model::List list;
    for (const auto& annex : state.annexes) {
        list.emplace_back(Model::Map{
            {"n", std::to_string(list.size() + 1)},
            {"title", annex.title},
            {"pages", std::to_string(annex.pages)},
            {"sha256", to_hex(annex.sha256)}});
    }
    return list;
}

Model::List slot_models(const workflows::ConventionType& type, const workflows::State& state) {
    Model::List list;
    for (const auto& slot : state.slots) {
        const auto party = static_cast<std::size_t>(slot.party);
        list.emplace_back(Model::Map{
            {"n", std::to_string(slot.n)},
            {"rank", std::to_string(slot.rank)},
            {"party_name", party < state.parties.size() ? state.parties[party].name : ""},
            {"office", slot.office},
            {"name", type.names_are_printed ? slot.holder.name : std::string{}},
            {"stamp", slot.stamp}});
    }
    return list;
}

Model::List party_models(const workflows::ConventionType& type, const workflows::State& state) {
    Model::List list;
    for (const auto& party : state.parties) {
        std::string role;
        for (const auto& known : type.parties) {
            role = known.key == party.role ? french(known.label) : role;
        }
        list.emplace_back(Model::Map{
            {"role", role},
            {"name", party.name},
            {"represented_by", party.represented_by},
            {"first", list.empty()}});
    }
    return list;
}

}  // namespace

Model::Map model_of(
    const workflows::app::Campus& campus,
    const workflows::ConventionType& type,
    const workflows::State& state,
    bool draft
) {
    Model::Map fields;
    for (const auto& field : type.fields) {
        fields.emplace_back(field.key, field_model(field, state));
    }
    Model::List visas;
    for (const auto& visa : state.visas) {
        visas.emplace_back(visa);
    }
    return {
        {"campus",
         Model::Map{
             {"name", campus.name},
             {"represented_by", campus.represented_by},
             {"support", campus.support},
             {"place", campus.place}}},
        {"reference", state.reference},
        {"version", std::to_string(state.versions.size() + (state.draft_open ? 1 : 0))},
        {"title", state.title},
        {"visas", std::move(visas)},
        {"parties", party_models(type, state)},
        {"fields", std::move(fields)},
        {"annexes", annex_models(state)},
        {"slots", slot_models(type, state)},
        {"place", state.place},
        {"draft", draft}};
}

documents::typeset::Templates templates_of(const Config::Folders& folders) {
    std::vector<std::filesystem::path> places;
    if (!folders.types.empty()) {
        places.push_back(folders.types / "templates");
    }
    places.push_back(folders.share / "typeset" / "templates");
    return documents::typeset::Templates(std::move(places));
}

WeasyTypesetter::WeasyTypesetter(const Config::Folders& folders, Report report)
    : templates_(templates_of(folders)),
      typesetter_({.script = folders.share / "typeset" / "typesetter.py"}),
      report_(std::move(report)) {}

Expected<workflows::app::Rendered, workflows::app::DocumentProblem> WeasyTypesetter::render(
    const workflows::app::Campus& campus,
    const workflows::ConventionType& type,
    const workflows::State& state,
    bool draft
) {
    try {
        auto made = typesetter_.typeset(
            templates_.expand(type.template_name, model_of(campus, type, state, draft))
        );
        workflows::app::Rendered rendered;
        rendered.pdf = std::move(made.pdf);
        for (const auto& place : made.places) {
            const auto* slot = state.slot(place.slot);
            rendered.places.push_back(
                {place.slot,
                 place.page,
                 place.x,
                 place.y,
                 place.width,
                 place.height,
                 slot != nullptr && slot->stamp}
            );
        }
        return rendered;
    } catch (const documents::typeset::Error& error) {
        if (report_) {
            report_(code(error.kind()), error.what());
        }
        return Unexpected{workflows::app::DocumentProblem{
            code(error.kind()), error.what(), is_temporary(error.kind())}};
    }
}

}  // namespace contreseing::server
