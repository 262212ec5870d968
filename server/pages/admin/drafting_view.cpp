#include "server/pages/admin/checklist.hpp"
#include "server/pages/admin/drafting.hpp"
#include "server/pages/admin/list.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace contreseing::server::pages {

namespace wf = workflows;
using wf::FieldSpec;

namespace {

constexpr std::size_t kBlankSlots = 2;

using Errors = std::vector<FieldError>;

std::string error_of(const Errors& errors, std::string_view input) {
    for (const auto& error : errors) {
        if (error.field == input) {
            return error.text;
        }
    }
    return {};
}

/// Which parts of the form are open: those where something is missing or was refused. The others
/// are folded, so that a telephone shows what remains to be done.
class Folds {
public:
    Folds(const Dossier& dossier, const Errors& errors) : inputs_(unmet_inputs(dossier)) {
        for (const auto& error : errors) {
            inputs_.push_back(error.field);
        }
    }
    /// Whether `part` is one of the inputs, or what its name begins with.
    [[nodiscard]] bool open(const std::string& part) const {
        return std::any_of(inputs_.begin(), inputs_.end(), [&part](const auto& input) {
            return input == part || input.starts_with(part + ".");
        });
    }

private:
    std::vector<std::string> inputs_;
};

std::string first_typed(const DraftForm& form, const std::string& key) {
    const auto typed = form.fields.find(key);
    return typed == form.fields.end() || typed->second.empty() ? std::string{}
                                                               : typed->second.front();
}

std::vector<Model> options_of(const DraftForm& form, const FieldSpec& spec, Locale locale) {
    const auto typed = form.fields.find(spec.key);
    std::vector<Model> options;
    for (const auto& option : spec.options) {
        const bool ticked = typed != form.fields.end() &&
                            std::find(typed->second.begin(), typed->second.end(), option.key) !=
                                typed->second.end();
        options.push_back(choice(option.key, localised(option.label, locale), ticked));
    }
    return options;
}

/// How many choices are made, one in free words among them, so that a folded list says whether it
/// was seen to.
std::string ticked_words(const Dossier& dossier, const DraftForm& form, const FieldSpec& spec) {
    const auto& visit = dossier.visit;
    const auto typed = form.fields.find(spec.key);
    const auto ticked = typed == form.fields.end() ? 0 : typed->second.size();
    const auto n = ticked + (first_typed(form, spec.key + ".other").empty() ? 0 : 1);
    return n == 0 ? visit.word("admin.edit.ticked_none")
                  : visit.pages.words().count(
                        visit.locale, "admin.edit.ticked", static_cast<long long>(n)
                    );
}

std::vector<Model> fields_model(
    const Dossier& dossier, const DraftForm& form, const Errors& errors, const Folds& folds
) {
    const auto locale = dossier.visit.locale;
    std::vector<Model> fields;
    for (const auto& spec : dossier.type().fields) {
        const auto id = "f." + spec.key;
        Model model;
        model.text("field_name", id)
            .text("field_label", localised(spec.label, locale))
            .text("field_value", first_typed(form, spec.key))
            .text("field_error", error_of(errors, id))
            .flag("required", spec.required)
            .flag("is_line", spec.kind == FieldSpec::Kind::Line)
            .flag("is_area", spec.kind == FieldSpec::Kind::Paragraph)
            .flag("is_one", spec.kind == FieldSpec::Kind::OneOf)
            .flag("is_many", spec.kind == FieldSpec::Kind::ManyOf)
            .flag("with_other", spec.with_other)
            .flag("open", folds.open(id))
            .text("ticked", ticked_words(dossier, form, spec))
            .text("other_value", first_typed(form, spec.key + ".other"))
            .text("other_error", error_of(errors, id + ".other"))
            .list("choices", options_of(form, spec, locale));
        fields.push_back(std::move(model));
    }
    return fields;
}

std::string role_label(const Dossier& dossier, std::string_view key) {
    for (const auto& role : dossier.type().parties) {
        if (role.key == key) {
            return localised(role.label, dossier.visit.locale);
        }
    }
    return std::string(key);
}

std::vector<Model> zones(const Visit& visit, std::string_view chosen) {
    return choices_of(visit, wf::names_of<wf::HolidayZone>(), "admin.zone", chosen);
}

void add_row_errors(
    Model& model,
    const Errors& errors,
    const std::string& row,
    std::initializer_list<std::string_view> members
) {
    for (const auto member : members) {
        model.text(
            "error_" + std::string(member), error_of(errors, row + "." + std::string(member))
        );
    }
}

std::vector<Model> parties_model(
    const Dossier& dossier, const DraftForm& form, const Errors& errors, const Folds& folds
) {
    std::vector<Model> rows;
    for (std::size_t i = 0; i < form.parties.size(); ++i) {
        const auto& row = form.parties[i];
        const auto id = "party." + std::to_string(i);
        const auto same_role =
            std::count_if(form.parties.begin(), form.parties.end(), [&row](const auto& other) {
                return other.role == row.role && !other.added;
            });
        Model model;
        model.text("row", id)
            .number("n", row.n)
            .text("role", row.role)
            .text("role_label", role_label(dossier, row.role))
            .text("name", row.name)
            .text("represented_by", row.represented_by)
            .flag("open", folds.open(id))
            .flag("added", row.added)
            .flag("removed", row.removed)
            .flag("removable", !row.added && same_role > 1)
            .list("zones", zones(dossier.visit, row.zone));
        if (row.added) {
            std::vector<Model> roles;
            for (const auto& role : dossier.type().parties) {
                roles.push_back(
                    choice(role.key, role_label(dossier, role.key), role.key == row.role)
                );
            }
            model.list("roles", std::move(roles));
        }
        add_row_errors(model, errors, id, {"role", "name", "represented_by"});
        rows.push_back(std::move(model));
    }
    return rows;
}

std::vector<Model> party_choices(
    const Dossier& dossier, const DraftForm& form, const std::string& chosen
) {
    std::vector<Model> choices;
    for (std::size_t i = 0; i < form.parties.size(); ++i) {
        const auto& party = form.parties[i];
        if (party.added && party.name.empty()) {
            continue;
        }
        const auto n = std::to_string(i);
        auto label = role_label(dossier, party.role);
        label += party.name.empty() ? "" : " – " + party.name;
        choices.push_back(choice(n, label, n == chosen));
    }
    return choices;
}

std::vector<Model> slots_model(
    const Dossier& dossier, const DraftForm& form, const Errors& errors, const Folds& folds
) {
    const auto& visit = dossier.visit;
    std::vector<Model> rows;
    for (std::size_t i = 0; i < form.slots.size(); ++i) {
        const auto& row = form.slots[i];
        const auto id = "slot." + std::to_string(i);
        Model model;
        model.text("row", id)
            .text(
                "slot_legend",
                row.n == 0 ? visit.word("admin.edit.new_slot")
                           : visit.fill("admin.edit.slot", {{"n", std::to_string(i + 1)}})
            )
            .number("n", row.n)
            .text("rank", row.rank)
            .text("office", row.office)
            .text("name", row.name)
            .text("email", row.email)
            .flag("stamp", row.stamp)
            .flag("open", folds.open(id))
            .flag("removed", row.removed)
            .flag("removable", row.n != 0)
            .list("party_choices", party_choices(dossier, form, row.party))
            .list("zones", zones(visit, row.zone))
            .list("locales", choices_of(visit, wf::names_of<Locale>(), "admin.locale", row.locale));
        add_row_errors(model, errors, id, {"rank", "party", "office", "name", "email"});
        rows.push_back(std::move(model));
    }
    return rows;
}

std::vector<Model> relations_model(
    const Dossier& dossier, const DraftForm& form, const Errors& errors
) {
    const auto& visit = dossier.visit;
    std::vector<Model> rows;
    for (std::size_t i = 0; i < form.relations.size(); ++i) {
        const auto& row = form.relations[i];
        const auto id = "relation." + std::to_string(i);
        Model model;
        model.text("row", id)
            .text(
                "relation_legend",
                row.blank() ? visit.word("admin.edit.new_relation")
                            : visit.fill("admin.edit.relation_n", {{"n", std::to_string(i + 1)}})
            )
            .text("related_reference", row.reference)
            .text("elsewhere", row.elsewhere)
            .text("signed_on", row.signed_on)
            .flag("removed", row.removed)
            .flag("removable", !row.blank())
            .list(
                "kinds",
                choices_of(visit, wf::names_of<wf::Relation::Kind>(), "admin.related.to", row.kind)
            );
        add_row_errors(model, errors, id, {"reference", "elsewhere", "signed_on"});
        rows.push_back(std::move(model));
    }
    return rows;
}

/// Names the browser proposes while typing; nothing depends on them.
void add_suggestions(Model& model, const Visit& visit) {
    std::vector<Model> organisations;
    for (const auto& known :
         visit.services.registry.organisations(visit.campus(), {kSuggested, {}})) {
        organisations.push_back(choice(known.name, "", false));
    }
    std::vector<Model> people;
    std::vector<Model> addresses;
    for (const auto& known : visit.services.registry.people(visit.campus(), {kSuggested, {}})) {
        people.push_back(choice(known.contact.name, "", false));
        addresses.push_back(choice(known.contact.email.text, known.contact.name, false));
    }
    model.list("known_organisations", std::move(organisations))
        .list("known_people", std::move(people))
        .list("known_addresses", std::move(addresses));
}

}  // namespace

void add_draft(Model& model, const Dossier& dossier, const DraftForm& form, const Errors& errors) {
    auto shown = form;
    const auto roles = dossier.type().parties;
    const bool has_blank_party = std::any_of(
        shown.parties.begin(), shown.parties.end(), [](const auto& row) { return row.added; }
    );
    if (!has_blank_party && !roles.empty()) {
        shown.parties.push_back({0, roles.back().key, {}, {}, "metropole", false, true});
    }
    const auto blank = std::count_if(shown.slots.begin(), shown.slots.end(), [](const auto& row) {
        return row.blank();
    });
    for (auto i = static_cast<std::size_t>(blank); i < kBlankSlots; ++i) {
        DraftForm::SlotRow row;
        row.rank = "1";
        for (const auto& other : shown.slots) {
            row.rank = other.blank() ? row.rank : other.rank;
        }
        row.party = "0";
        row.locale = "fr";
        row.zone = "metropole";
        shown.slots.push_back(std::move(row));
    }
    const bool has_blank_relation = std::any_of(
        shown.relations.begin(), shown.relations.end(), [](const auto& row) { return row.blank(); }
    );
    if (!has_blank_relation) {
        shown.relations.push_back(
            {std::string(wf::name_of(wf::Relation::Kind::Amends)), {}, {}, {}, false}
        );
    }
    const Folds folds(dossier, errors);
    model.text("title", shown.title)
        .flag("act_open", folds.open("place") || folds.open("visas"))
        .flag("fields_open", folds.open("f"))
        .text("place", shown.place)
        .text("visas", shown.visas)
        .number("events", shown.events)
        .list("fields", fields_model(dossier, shown, errors, folds))
        .list("parties", parties_model(dossier, shown, errors, folds))
        .list("slots", slots_model(dossier, shown, errors, folds))
        .flag("relations_open", folds.open("relations") || folds.open("relation"))
        .list("relations", relations_model(dossier, shown, errors));
    add_suggestions(model, dossier.visit);
    add_errors(model, errors);
}

}  // namespace contreseing::server::pages
