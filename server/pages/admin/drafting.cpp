#include "server/pages/admin/drafting.hpp"

#include "server/pages/kit/typed_email.hpp"
#include "text/pasted.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace contreseing::server::pages {

namespace wf = workflows;
using http::Fields;
using wf::FieldSpec;
using wf::FieldValue;

namespace {

constexpr std::size_t kMostRows = 50;

std::string row_name(std::string_view group, std::size_t row, std::string_view member) {
    return std::string(group) + "." + std::to_string(row) + "." + std::string(member);
}

/// Read again in the summary, far from its row: the message names the row.
FieldError of_row(
    const Visit& visit, std::string input, std::string_view row, const std::string& words
) {
    return {
        std::move(input),
        visit.fill("admin.edit.in_row", {{"row", std::string(row)}, {"error", words}})};
}

/// Browsers send line breaks as two characters.
std::string without_returns(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) {
        return c != '\r';
    });
    return out;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.find_first_not_of(" \t") != std::string_view::npos) {
            lines.emplace_back(line);
        }
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) {
        text += (text.empty() || part.empty() ? "" : " ; ") + part;
    }
    return text;
}

/// Of a choice, what its options are called.
std::vector<std::string> labels_of(
    const FieldSpec& spec, std::vector<std::string> values, Locale locale
) {
    for (auto& value : values) {
        for (const auto& option : spec.options) {
            if (option.key == value) {
                value = localised(option.label, locale);
                break;
            }
        }
    }
    return values;
}

using Values = std::map<std::string, FieldValue>;

Values without_empty(const Values& values) {
    Values kept;
    for (const auto& [key, value] : values) {
        const bool empty = std::visit([](const auto& inner) { return inner.empty(); }, value);
        if (!empty) {
            kept.emplace(key, value);
        }
    }
    return kept;
}

/// A choice is a list of ticked options, everything else a text.
Values values_of(const wf::ConventionType& type, const DraftForm& form) {
    Values values;
    for (const auto& spec : type.fields) {
        const bool is_choice =
            spec.kind == FieldSpec::Kind::OneOf || spec.kind == FieldSpec::Kind::ManyOf;
        if (const auto typed = form.fields.find(spec.key); typed != form.fields.end()) {
            if (is_choice) {
                values[spec.key] = typed->second;
            } else if (!typed->second.empty()) {
                values[spec.key] = typed->second.front();
            }
        }
        const auto other = form.fields.find(spec.key + ".other");
        if (other != form.fields.end() && !other->second.empty()) {
            values[spec.key + ".other"] = other->second.front();
        }
    }
    return without_empty(values);
}

bool same_place(const wf::Slot& a, const wf::Slot& b) {
    return a.n == b.n && a.rank == b.rank && a.party == b.party && a.office == b.office &&
           a.stamp == b.stamp && a.holder == b.holder;
}

/// The organisation of the register with exactly this name.
std::optional<wf::OrganisationId> organisation_named(
    const Dossier& dossier, const std::string& name
) {
    const auto& visit = dossier.visit;
    if (name.empty()) {
        return std::nullopt;
    }
    for (const auto& known : visit.services.registry.organisations(visit.campus(), {}, name)) {
        if (known.name == name) {
            return known.id;
        }
    }
    return std::nullopt;
}

/// The number of each party of a form that may be older than the draft: a row whose party is gone,
/// or that came without a number, is of the party of that role and name that no other row is of, or
/// else of a new one.
class PartyNumbers {
public:
    PartyNumbers(const wf::State& state, const DraftForm& form)
        : state_(state), last_(state.last_party_n) {
        for (const auto& row : form.parties) {
            if (state.party(row.n) != nullptr) {
                taken_.insert(row.n);
            }
        }
    }

    int of(const DraftForm::PartyRow& row) {
        if (state_.party(row.n) != nullptr) {
            return row.n;
        }
        for (const auto& party : state_.parties) {
            if (party.role == row.role && party.name == row.name && taken_.insert(party.n).second) {
                return party.n;
            }
        }
        return ++last_;
    }

private:
    const wf::State& state_;
    int last_;
    std::set<int> taken_;
};

std::vector<wf::Party> parties_of(
    const Dossier& dossier, const DraftForm& form, DraftChange& change
) {
    std::vector<wf::Party> parties;
    PartyNumbers numbers(dossier.state(), form);
    for (std::size_t row = 0; row < form.parties.size(); ++row) {
        const auto& typed = form.parties[row];
        if (typed.removed || (typed.added && typed.name.empty())) {
            continue;
        }
        wf::Party party;
        party.n = numbers.of(typed);
        party.role = typed.role;
        party.name = typed.name;
        party.represented_by = typed.represented_by;
        party.zone =
            wf::from_name<wf::HolidayZone>(typed.zone).value_or(wf::HolidayZone::Metropole);
        const auto* before = dossier.state().party(party.n);
        const bool same = before != nullptr && before->name == party.name;
        party.organisation = same ? before->organisation : organisation_named(dossier, party.name);
        change.party_rows.push_back(row);
        parties.push_back(std::move(party));
    }
    return parties;
}

std::vector<wf::Slot> slots_of(
    const Dossier& dossier,
    const DraftForm& form,
    const std::vector<wf::Party>& parties,
    DraftChange& change
) {
    const auto& visit = dossier.visit;
    std::vector<wf::Slot> slots;
    for (std::size_t row = 0; row < form.slots.size(); ++row) {
        const auto& typed = form.slots[row];
        if (typed.removed || typed.blank()) {
            continue;
        }
        const auto wrong = [&](std::string_view member, const std::string& words) {
            const auto place = visit.fill("admin.edit.slot", {{"n", std::to_string(row + 1)}});
            change.errors.push_back(of_row(visit, row_name("slot", row, member), place, words));
        };
        wf::Slot slot;
        slot.n = typed.n;
        const auto rank = parse_whole(typed.rank);
        if (!rank || *rank < 1 || *rank > 99) {
            wrong("rank", visit.word("admin.field.rank_wrong"));
        }
        slot.rank = rank.value_or(1);
        const auto party = std::find(
            change.party_rows.begin(),
            change.party_rows.end(),
            static_cast<std::size_t>(parse_whole(typed.party).value_or(-1))
        );
        if (party == change.party_rows.end()) {
            wrong("party", visit.word("admin.field.party_wrong"));
        } else {
            slot.party = parties[static_cast<std::size_t>(party - change.party_rows.begin())].n;
        }
        slot.office = typed.office;
        slot.stamp = typed.stamp;
        slot.holder.name = typed.name;
        slot.holder.email.text = text::pasted_address(typed.email);
        if (!slot.holder.email.text.empty()) {
            if (auto fault = email_fault(visit, typed.email); !fault.empty()) {
                wrong("email", fault);
            }
        }
        slot.holder.locale = wf::from_name<Locale>(typed.locale).value_or(Locale::Fr);
        slot.holder.zone =
            wf::from_name<wf::HolidayZone>(typed.zone).value_or(wf::HolidayZone::Metropole);
        change.slot_rows.push_back(row);
        slots.push_back(std::move(slot));
    }
    return slots;
}

/// References of the acts that the recorded draft is related to.
std::map<wf::ConventionId, std::string> references_of(const Dossier& dossier) {
    std::map<wf::ConventionId, std::string> references;
    if (!dossier.state().relations.empty()) {
        const auto& visit = dossier.visit;
        for (auto& act : visit.services.conventions.related(visit.campus(), dossier.id).to) {
            references[act.id] = std::move(act.reference);
        }
    }
    return references;
}

std::vector<wf::Relation> relations_of(
    const Dossier& dossier, const DraftForm& form, DraftChange& change
) {
    const auto& visit = dossier.visit;
    std::vector<wf::Relation> relations;
    for (std::size_t row = 0; row < form.relations.size(); ++row) {
        const auto& typed = form.relations[row];
        if (typed.removed || typed.blank()) {
            continue;
        }
        const auto wrong = [&](std::string_view member, std::string_view words) {
            const auto n = visit.fill("admin.edit.relation_n", {{"n", std::to_string(row + 1)}});
            const auto error = visit.word("admin.edit." + std::string(words));
            change.errors.push_back(of_row(visit, row_name("relation", row, member), n, error));
        };
        wf::Relation relation;
        relation.kind =
            wf::from_name<wf::Relation::Kind>(typed.kind).value_or(wf::Relation::Kind::Amends);
        relation.elsewhere = typed.elsewhere;
        const auto errors = change.errors.size();
        if (!typed.reference.empty()) {
            const auto reference = wf::parse_line(typed.reference);
            relation.act = reference
                               ? visit.services.conventions.of_reference(visit.campus(), *reference)
                               : std::nullopt;
            if (!typed.elsewhere.empty() || !typed.signed_on.empty()) {
                wrong("reference", "relation_both");
            } else if (!relation.act) {
                wrong("reference", "relation_unknown");
            }
        }
        if (!typed.signed_on.empty()) {
            relation.signed_on = wf::parse_day(typed.signed_on);
            if (!relation.signed_on) {
                wrong("signed_on", "relation_day");
            }
        }
        if (change.errors.size() > errors) {
            continue;
        }
        if (relation.act) {
            change.related.push_back(*relation.act);
        }
        change.relation_rows.push_back(row);
        relations.push_back(std::move(relation));
    }
    return relations;
}

}  // namespace

DraftForm draft_of(const Dossier& dossier) {
    const auto& state = dossier.state();
    DraftForm form;
    form.title = state.title;
    form.place = state.place;
    for (const auto& visa : state.visas) {
        form.visas += visa + "\n";
    }
    for (const auto& [key, value] : state.fields) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            form.fields[key] = {*text};
        } else {
            form.fields[key] = std::get<std::vector<std::string>>(value);
        }
    }
    for (const auto& party : state.parties) {
        form.parties.push_back(
            {party.n,
             party.role,
             party.name,
             party.represented_by,
             std::string(wf::name_of(party.zone)),
             false,
             false}
        );
    }
    for (const auto& slot : state.slots) {
        form.slots.push_back(
            {slot.n,
             std::to_string(slot.rank),
             row_of(state.parties, slot.party),
             slot.office,
             slot.holder.name,
             slot.holder.email.text,
             std::string(wf::name_of(slot.holder.locale)),
             std::string(wf::name_of(slot.holder.zone)),
             slot.stamp,
             false}
        );
    }
    const auto references = references_of(dossier);
    for (const auto& relation : state.relations) {
        const auto act = relation.act ? references.find(*relation.act) : references.end();
        form.relations.push_back(
            {std::string(wf::name_of(relation.kind)),
             act == references.end() ? std::string{} : act->second,
             relation.elsewhere,
             relation.signed_on ? wf::to_text(*relation.signed_on) : std::string{},
             false}
        );
    }
    form.events = state.events;
    return form;
}

DraftForm draft_of(const Dossier& dossier, const Fields& typed) {
    const auto text = [&typed](const std::string& name) {
        return without_returns(typed.get(name));
    };
    DraftForm form;
    form.title = text("title");
    form.place = text("place");
    form.visas = text("visas");
    form.events = parse_whole(typed.get("events")).value_or(0);
    for (const auto& spec : dossier.type().fields) {
        for (const auto& key : {spec.key, spec.key + ".other"}) {
            for (const auto value : typed.all("f." + key)) {
                form.fields[key].push_back(without_returns(value));
            }
        }
    }
    for (std::size_t row = 0; row < kMostRows && typed.find(row_name("party", row, "role"));
         ++row) {
        const auto of = [&](std::string_view member) {
            return text(row_name("party", row, member));
        };
        form.parties.push_back(
            {parse_whole(of("n")).value_or(0),
             of("role"),
             of("name"),
             of("represented_by"),
             of("zone"),
             !of("remove").empty(),
             !of("added").empty()}
        );
    }
    for (std::size_t row = 0; row < kMostRows && typed.find(row_name("slot", row, "n")); ++row) {
        const auto of = [&](std::string_view member) {
            return text(row_name("slot", row, member));
        };
        form.slots.push_back(
            {parse_whole(of("n")).value_or(0),
             of("rank"),
             of("party"),
             of("office"),
             of("name"),
             of("email"),
             of("locale"),
             of("zone"),
             !of("stamp").empty(),
             !of("remove").empty()}
        );
    }
    for (std::size_t row = 0; row < kMostRows && typed.find(row_name("relation", row, "kind"));
         ++row) {
        const auto of = [&](std::string_view member) {
            return text(row_name("relation", row, member));
        };
        form.relations.push_back(
            {of("kind"), of("reference"), of("elsewhere"), of("signed_on"), !of("remove").empty()}
        );
    }
    return form;
}

DraftChange change_of(const Dossier& dossier, const DraftForm& form) {
    const auto& state = dossier.state();
    DraftChange change;
    auto& command = change.command;
    command.from_events = form.events;
    if (form.title != state.title) {
        command.title = form.title;
    }
    if (form.place != state.place) {
        command.place = form.place;
    }
    if (auto visas = lines_of(form.visas); visas != state.visas) {
        command.visas = std::move(visas);
    }
    if (auto values = values_of(dossier.type(), form); values != without_empty(state.fields)) {
        for (const auto& [key, value] : state.fields) {
            values.try_emplace(key);  // what the form leaves empty is emptied
        }
        command.fields = std::move(values);
    }
    auto parties = parties_of(dossier, form, change);
    auto slots = slots_of(dossier, form, parties, change);
    const bool same_slots =
        std::equal(slots.begin(), slots.end(), state.slots.begin(), state.slots.end(), same_place);
    if (parties != state.parties) {
        command.parties = std::move(parties);
    }
    if (!same_slots) {
        command.slots = std::move(slots);
    }
    if (auto relations = relations_of(dossier, form, change); relations != state.relations) {
        command.relations = std::move(relations);
    }
    change.changes = command.title || command.place || command.visas || command.fields ||
                     command.parties || command.slots || command.relations;
    return change;
}

std::vector<FieldError> kept_values(const Dossier& dossier, const DraftForm& form) {
    const auto& visit = dossier.visit;
    const auto kept = draft_of(dossier);
    std::vector<FieldError> lines;
    const auto compare = [&](std::string input,
                             std::string_view label,
                             const std::string& recorded,
                             const std::string& typed) {
        if (recorded == typed) {
            return;
        }
        const auto said = recorded.empty() ? visit.word("admin.edit.kept_empty")
                                           : visit.fill("admin.edit.kept", {{"value", recorded}});
        lines.push_back(of_row(visit, std::move(input), label, said));
    };
    compare("title", visit.word("admin.new.title_label"), kept.title, form.title);
    compare("place", visit.word("admin.edit.place"), kept.place, form.place);
    compare(
        "visas",
        visit.word("admin.edit.visas"),
        joined(lines_of(kept.visas)),
        joined(lines_of(form.visas))
    );
    const auto value_of = [](const DraftForm& of, const std::string& key) {
        const auto found = of.fields.find(key);
        return found == of.fields.end() ? std::vector<std::string>{} : found->second;
    };
    for (const auto& spec : dossier.type().fields) {
        const auto& label = localised(spec.label, visit.locale);
        compare(
            "f." + spec.key,
            label,
            joined(labels_of(spec, value_of(kept, spec.key), visit.locale)),
            joined(labels_of(spec, value_of(form, spec.key), visit.locale))
        );
        const auto other = spec.key + ".other";
        compare("f." + other, label, joined(value_of(kept, other)), joined(value_of(form, other)));
    }
    PartyNumbers numbers(dossier.state(), form);
    for (std::size_t row = 0; row < form.parties.size(); ++row) {
        const auto& typed = form.parties[row];
        const auto found =
            std::ranges::find(kept.parties, numbers.of(typed), &DraftForm::PartyRow::n);
        if (found == kept.parties.end()) {
            continue;
        }
        const auto& recorded = *found;
        const auto n = std::to_string(row + 1);
        const auto label = visit.fill("admin.edit.party_n", {{"n", n}});
        compare(row_name("party", row, "name"), label, recorded.name, typed.name);
        compare(
            row_name("party", row, "represented_by"),
            label,
            recorded.represented_by,
            typed.represented_by
        );
    }
    for (std::size_t row = 0; row < std::min(kept.slots.size(), form.slots.size()); ++row) {
        const auto& typed = form.slots[row];
        const auto& recorded = kept.slots[row];
        const auto label = visit.fill("admin.edit.slot", {{"n", std::to_string(row + 1)}});
        compare(row_name("slot", row, "office"), label, recorded.office, typed.office);
        compare(row_name("slot", row, "name"), label, recorded.name, typed.name);
        compare(row_name("slot", row, "email"), label, recorded.email, typed.email);
    }
    const auto what = [&visit](const DraftForm::RelationRow& row) {
        const bool known = wf::from_name<wf::Relation::Kind>(row.kind).has_value();
        return known && !row.blank() ? visit.word("admin.related.to." + row.kind) : std::string{};
    };
    for (std::size_t row = 0; row < kept.relations.size(); ++row) {
        const bool there = row < form.relations.size();
        const auto typed = there ? form.relations[row] : DraftForm::RelationRow{};
        const auto& recorded = kept.relations[row];
        const auto label = visit.fill("admin.edit.relation_n", {{"n", std::to_string(row + 1)}});
        const auto tell = [&](std::string_view member,
                              const std::string& before,
                              const std::string& now) {
            compare(there ? row_name("relation", row, member) : "relations", label, before, now);
        };
        tell("kind", what(recorded), what(typed));
        tell("reference", recorded.reference, typed.reference);
        tell("elsewhere", recorded.elsewhere, typed.elsewhere);
        tell("signed_on", recorded.signed_on, typed.signed_on);
    }
    return lines;
}

std::string input_of(const DraftChange& change, std::string_view subject) {
    const auto slash = subject.find('/');
    const auto part = subject.substr(0, slash);
    const auto rest =
        slash == std::string_view::npos ? std::string_view{} : subject.substr(slash + 1);
    if (part == "title" || part == "place" || part == "visas" || subject == "relations") {
        return std::string(part);
    }
    if (part == "fields") {
        return "f." + std::string(rest);
    }
    const bool of_relation = part == "relations";
    if (part != "parties" && part != "slots" && !of_relation) {
        return {};
    }
    const auto& rows = of_relation         ? change.relation_rows
                       : part == "parties" ? change.party_rows
                                           : change.slot_rows;
    const auto index =
        static_cast<std::size_t>(parse_whole(rest.substr(0, rest.find('/'))).value_or(-1));
    auto member = rest.find('/') == std::string_view::npos ? std::string_view("name")
                                                           : rest.substr(rest.find('/') + 1);
    if (of_relation && member == "act") {
        member = "reference";
    }
    const auto group = of_relation ? "relation" : part == "parties" ? "party" : "slot";
    return index < rows.size() ? row_name(group, rows[index], member) : std::string{};
}

}  // namespace contreseing::server::pages
