#include "server/adapters/typesetting.hpp"

#include "documents/typeset/error.hpp"
#include "workflows/codec/kept_text.hpp"
#include "workflows/domain/articles.hpp"

namespace contreseing::server {

using documents::typeset::Model;

namespace {

std::string french(const workflows::LocalisedText& text) {
    const auto found = text.find("fr");
    return found == text.end() ? std::string{} : found->second;
}

workflows::PrintedCampus printed(const workflows::app::Campus& campus) {
    return {campus.name, campus.represented_by, campus.support, campus.place};
}

bool is_listed(const std::string& paragraph) {
    using Kind = workflows::Paragraph::Kind;
    const auto kind = workflows::read_paragraph(paragraph).kind;
    return kind != Kind::Text && kind != Kind::Heading;
}

/// `before` and `after`: whether its neighbours are items of a list.
Model paragraph_model(const std::string& paragraph, bool before, bool after) {
    using Kind = workflows::Paragraph::Kind;
    const auto [kind, text] = workflows::read_paragraph(paragraph);
    const bool added = kind == Kind::Added;
    const bool listed = is_listed(paragraph);
    return Model::Map{
        {"text", std::string(text)},
        {"opens", listed && !before},
        {"closes", listed && !after},
        {"plain", kind == Kind::Text},
        {"subheading", kind == Kind::Heading},
        {"point", kind == Kind::Point},
        {"choice", added || kind == Kind::Ticked || kind == Kind::Unticked},
        {"ticked", added || kind == Kind::Ticked},
        {"added", added}};
}

Model::List article_models(const std::vector<workflows::Article>& articles) {
    Model::List list;
    for (const auto& article : articles) {
        const auto& written = article.paragraphs;
        Model::List paragraphs;
        for (std::size_t i = 0; i < written.size(); ++i) {
            const bool before = i > 0 && is_listed(written[i - 1]);
            const bool after = i + 1 < written.size() && is_listed(written[i + 1]);
            paragraphs.push_back(paragraph_model(written[i], before, after));
        }
        list.emplace_back(Model::Map{
            {"id", article.id},
            {"number", article.number},
            {"heading", article.heading},
            {"titled", !article.number.empty() || !article.heading.empty()},
            {"paragraphs", std::move(paragraphs)}});
    }
    return list;
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
        list.emplace_back(Model::Map{
            {"n", std::to_string(slot.n)},
            {"rank", std::to_string(slot.rank)},
            {"party_name", state.party_name(slot.party)},
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
            if (type.opening.roles_are_printed && known.key == party.role) {
                role = french(known.label);
            }
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
        {"opening",
         Model::Map{{"between", type.opening.between}, {"joined_by", type.opening.joined_by}}},
        {"articles", article_models(printed_articles(type, state.fields, printed(campus)))},
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

workflows::app::Bytes WeasyTypesetter::articles(
    const workflows::app::Campus& campus,
    const workflows::ConventionType& type,
    const workflows::State& state,
    const std::array<std::uint8_t, 16>& salt
) {
    const auto text = workflows::codec::kept_text(
        workflows::printed_articles(type, state.fields, printed(campus)), salt
    );
    return {text.begin(), text.end()};
}

}  // namespace contreseing::server
