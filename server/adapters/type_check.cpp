#include "server/adapters/type_check.hpp"

#include "documents/typeset/error.hpp"
#include "server/adapters/typesetting.hpp"
#include "workflows/app/freeze_version.hpp"
#include "workflows/domain/drawable.hpp"

#include <algorithm>

namespace contreseing::server {

namespace typeset = documents::typeset;
using workflows::ConventionType;
using workflows::FieldSpec;

namespace {

constexpr const char* kWords = "Texte";

bool is_choice(const FieldSpec& field) {
    return field.kind == FieldSpec::Kind::OneOf || field.kind == FieldSpec::Kind::ManyOf;
}

/// A draft of `type` in which everything is filled.
workflows::State sample_of(const ConventionType& type) {
    workflows::State state;
    state.draft_open = true;
    state.reference = type.code + "-2026-001";
    state.title = kWords;
    state.place = kWords;
    state.visas = {kWords};
    for (const auto& field : type.fields) {
        if (!is_choice(field)) {
            state.fields[field.key] = kWords;
        } else if (!field.options.empty()) {
            state.fields[field.key] = std::vector<std::string>{field.options.front().key};
        }
        if (field.with_other) {
            state.fields[field.key + ".other"] = kWords;
        }
    }
    for (const auto& role : type.parties) {
        workflows::Party party;
        party.n = static_cast<int>(state.parties.size()) + 1;
        party.role = role.key;
        party.name = kWords;
        party.represented_by = kWords;
        state.parties.push_back(std::move(party));
    }
    for (std::size_t i = 0; i < type.slots.size() + 2; ++i) {
        const auto& spec = type.slots[std::min(i, type.slots.size() - 1)];
        workflows::Slot slot;
        slot.n = static_cast<int>(i) + 1;
        slot.party = 1;
        slot.office = spec.office;
        slot.stamp = spec.stamp;
        slot.holder.name = kWords;
        state.slots.push_back(std::move(slot));
    }
    workflows::Annex annex;
    annex.n = 1;
    annex.title = kWords;
    annex.pages = 1;
    state.annexes = {std::move(annex)};
    return state;
}

/// What no act goes without, whoever draws it.
constexpr const char* kAlwaysPrinted[] = {
    "title",
    "visas",
    "parties.name",
    "articles.number",
    "articles.heading",
    "articles.paragraphs.text",
    "annexes.title",
    "annexes.sha256",
};

void find_unprinted(
    const std::set<std::string>& printed, const std::string& file, std::vector<std::string>& faults
) {
    for (const char* name : kAlwaysPrinted) {
        if (!printed.contains(name)) {
            faults.push_back(file + ": never printed: " + name);
        }
    }
}

void find_undrawable(const ConventionType& type, std::vector<std::string>& faults) {
    using workflows::DrawnIn;
    const auto look = [&](const std::string& pointer, const std::string& text, DrawnIn where) {
        const auto missing = workflows::undrawable(text, where);
        if (!missing.empty()) {
            faults.push_back(
                pointer + ": cannot be printed: " + workflows::characters_named(missing)
            );
        }
    };
    for (std::size_t i = 0; i < type.visas.size(); ++i) {
        look("/visas/" + std::to_string(i), type.visas[i], DrawnIn::Text);
    }
    for (std::size_t i = 0; i < type.parties.size(); ++i) {
        look("/parties/" + std::to_string(i), type.parties[i].label.at("fr"), DrawnIn::Text);
    }
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        for (const auto& option : type.fields[i].options) {
            look("/fields/" + std::to_string(i), option.label.at("fr"), DrawnIn::Text);
        }
    }
    look("/opening", type.opening.between + type.opening.joined_by, DrawnIn::Text);
    for (std::size_t i = 0; i < type.articles.size(); ++i) {
        const auto& article = type.articles[i];
        const auto pointer = "/articles/" + std::to_string(i);
        look(pointer, article.number + article.heading, DrawnIn::Text);
        for (std::size_t p = 0; p < article.paragraphs.size(); ++p) {
            look(pointer + "/text/" + std::to_string(p), article.paragraphs[p], DrawnIn::Text);
        }
    }
    for (std::size_t i = 0; i < type.slots.size(); ++i) {
        look("/slots/" + std::to_string(i), type.slots[i].office, DrawnIn::Signature);
    }
}

void find_undrawable(const typeset::TemplateReading& reading, std::vector<std::string>& faults) {
    for (const auto& words : reading.words) {
        const auto missing = workflows::undrawable(words.text, workflows::DrawnIn::Text);
        if (!missing.empty()) {
            faults.push_back(
                words.file + ':' + std::to_string(words.line) +
                ": cannot be printed: " + workflows::characters_named(missing)
            );
        }
    }
}

void find_misplaced(
    const workflows::State& sample,
    const typeset::Typeset& made,
    const std::string& file,
    std::vector<std::string>& faults
) {
    std::vector<workflows::app::SignaturePlace> places;
    for (const auto& place : made.places) {
        places.push_back({place.slot, place.page, place.x, place.y, place.width, place.height});
    }
    if (const auto problem = workflows::app::misplaced(sample, places)) {
        auto fault = file + ": " + problem->detail + ':';
        for (const int n : problem->slots) {
            fault += " signature-" + std::to_string(n);
        }
        faults.push_back(std::move(fault));
    }
}

}  // namespace

std::vector<std::string> check_template(
    const ConventionType& type, const typeset::Templates& templates, typeset::Typesetter& typesetter
) {
    std::vector<std::string> faults;
    find_undrawable(type, faults);
    const std::string file = type.template_name + "/act.html";
    const auto sample = sample_of(type);
    workflows::app::Campus campus;
    campus.name = campus.represented_by = campus.support = campus.place = kWords;
    const auto model = model_of(campus, type, sample, true);
    try {
        const auto reading = templates.read(type.template_name, model);
        for (const auto& fault : reading.faults) {
            faults.push_back(fault.file + ':' + std::to_string(fault.line) + ": " + fault.what);
        }
        find_unprinted(reading.printed, file, faults);
        find_undrawable(reading, faults);
        if (reading.faults.empty()) {
            const auto made = typesetter.typeset(templates.expand(type.template_name, model));
            find_misplaced(sample, made, file, faults);
        }
    } catch (const typeset::Error& error) {
        faults.push_back(file + ": " + error.what());
    }
    return faults;
}

}  // namespace contreseing::server
