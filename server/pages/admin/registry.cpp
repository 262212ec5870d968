#include "server/pages/admin/registry.hpp"

#include "server/pages/admin/list.hpp"
#include "server/pages/kit/typed_email.hpp"
#include "server/pages/kit/typed_name.hpp"
#include "text/pasted.hpp"
#include "workflows/domain/address_slips.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/domain/siret.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Fields;
using http::Response;

namespace {

std::string_view siret_words(wf::SiretFault fault) {
    switch (fault) {
        case wf::SiretFault::NotDigits:
            return "admin.siret.not_digits";
        case wf::SiretFault::WrongLength:
            return "admin.siret.wrong_length";
        case wf::SiretFault::WrongKey:
            break;
    }
    return "admin.siret.wrong_key";
}

/// What is typed in the form of one record.
struct Record {
    std::string id;  ///< empty: a new one
    std::string name;
    std::string email;
    std::string place;
    std::string siret;
    std::string locale = "fr";
    std::string zone = "metropole";
    std::string confirmed_email;  ///< the doubtful address that somebody says is right
    std::string doubtful_email;   ///< the one that somebody is asked about
    std::string seen;             ///< digest of the record that the page showed; empty: none
    std::vector<FieldError> errors;
};

Record record_of(const Fields& typed) {
    const auto text = [&typed](std::string_view name) { return std::string(typed.get(name)); };
    return {
        text("id"),
        text("name"),
        text("email"),
        text("place"),
        text("siret"),
        text("locale"),
        text("zone"),
        text("confirmed_email"),
        {},
        text("seen"),
        {}};
}

void add_record(Model& model, const Visit& visit, const Record& record) {
    model.text("id", record.id)
        .text("seen", record.seen)
        .text("name", record.name)
        .text("email", record.email)
        .text("place", record.place)
        .text("siret", record.siret)
        .text("doubtful_email", record.doubtful_email)
        .flag("confirmed", record.confirmed_email == record.doubtful_email)
        .list("locales", choices_of(visit, wf::names_of<Locale>(), "admin.locale", record.locale))
        .list(
            "zones", choices_of(visit, wf::names_of<wf::HolidayZone>(), "admin.zone", record.zone)
        );
    if (visit.request.query.get("done") == "saved") {
        model.text("done", visit.word("admin.done.saved"));
    }
    add_errors(model, record.errors);
}

/// The id of the form, or that of its command for a new record: sent twice, made once.
template <class IdType>
IdType id_of(const Record& record, const wf::CommandId& command) {
    const auto known = wf::parse_id<IdType>(record.id);
    return known ? *known : IdType{command.bytes};
}

/// The record that this very form made, which was changed since: it is not made anew over that.
FieldError made_before(const Visit& visit, const std::string& name) {
    return {"", visit.fill("admin.made_before", {{"name", name}})};
}

std::vector<std::string> lines_of(const app::Person& person) {
    const auto& contact = person.contact;
    return {
        contact.name,
        contact.email.text,
        std::string(wf::name_of(contact.locale)),
        std::string(wf::name_of(contact.zone))};
}

std::vector<std::string> lines_of(const app::Organisation& organisation) {
    return {
        organisation.name,
        organisation.place,
        organisation.siret,
        std::string(wf::name_of(organisation.zone))};
}

/// Says that somebody changed the record meanwhile, and what each field that differs holds now.
void tell_kept(
    const Visit& visit,
    Record& record,
    const std::vector<std::string>& kept,
    const std::vector<std::string>& typed,
    const std::vector<std::string>& fields
) {
    record.errors.push_back({"", visit.word("admin.registry.changed")});
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (kept[i] != typed[i]) {
            const bool choice = fields[i] == "locale" || fields[i] == "zone";
            record.errors.push_back(
                {fields[i],
                 visit.fill(
                     "admin.edit.kept",
                     {{"value",
                       choice ? visit.word("admin." + fields[i] + "." + kept[i]) : kept[i]}}
                 )}
            );
        }
    }
    record.seen = seen_digest(visit, kept);
}

std::string checked_name(const Visit& visit, Record& record) {
    if (auto fault = name_fault(visit, record.name, visit.word("admin.field.name"));
        !fault.empty()) {
        record.errors.push_back({"name", std::move(fault)});
    }
    return wf::parse_name(record.name).value_or("");
}

/// A likely slip is asked about once for each address, and not for the one kept already.
void check_slip(const Visit& visit, Record& record, const app::Person& person) {
    const auto meant = wf::doubtful_address(person.contact.email);
    const auto kept = visit.services.registry.person(visit.campus(), person.id);
    if (!meant || (kept && kept->contact.email == person.contact.email)) {
        return;
    }
    record.doubtful_email = person.contact.email.text;
    if (record.confirmed_email != record.doubtful_email) {
        const std::string key = "admin.email.doubtful";
        record.errors.push_back(
            {"email",
             meant->empty() ? visit.word(key + "_end") : visit.fill(key, {{"meant", *meant}})}
        );
    }
}

Response people_page(
    const Visit& visit, const Record& record, const std::string& command, int status
) {
    const auto query = list_query(visit, "/admin/people");
    auto people =
        visit.services.registry.people(visit.campus(), slice_of<wf::PersonId>(query), query.search);
    const auto last = last_of_page(people, [](const app::Person& person) { return person.id; });
    std::vector<Model> rows;
    for (const auto& person : people) {
        Model row;
        row.text("row_address", "/admin/people/" + to_string(person.id) + "#edit")
            .text("row_name", person.contact.name)
            .text("row_email", person.contact.email.text)
            .text(
                "row_locale",
                visit.word("admin.locale." + std::string(wf::name_of(person.contact.locale)))
            )
            .text(
                "row_zone",
                visit.word("admin.zone." + std::string(wf::name_of(person.contact.zone)))
            );
        rows.push_back(std::move(row));
    }
    auto model = visit.model("people", visit.word("admin.nav.people"));
    add_total(model, visit, visit.services.registry.count_people(visit.campus(), query.search));
    model.text("search_label", visit.word("admin.people.search"));
    model.list("rows", std::move(rows));
    add_list(model, query, last);
    add_record(model, visit, record);
    if (!command.empty()) {
        model.text("command", command);
    }
    return visit.answer("people", std::move(model), status);
}

Response organisations_page(
    const Visit& visit, const Record& record, const std::string& command, int status
) {
    const auto query = list_query(visit, "/admin/organisations");
    auto organisations = visit.services.registry.organisations(
        visit.campus(), slice_of<wf::OrganisationId>(query), query.search
    );
    const auto last =
        last_of_page(organisations, [](const app::Organisation& one) { return one.id; });
    std::vector<Model> rows;
    for (const auto& organisation : organisations) {
        Model row;
        row.text("row_address", "/admin/organisations/" + to_string(organisation.id) + "#edit")
            .text("row_name", organisation.name)
            .text("row_place", organisation.place)
            .text("row_siret", organisation.siret)
            .text(
                "row_zone", visit.word("admin.zone." + std::string(wf::name_of(organisation.zone)))
            );
        rows.push_back(std::move(row));
    }
    auto model = visit.model("organisations", visit.word("admin.nav.organisations"));
    add_total(
        model, visit, visit.services.registry.count_organisations(visit.campus(), query.search)
    );
    model.text("search_label", visit.word("admin.organisations.search"));
    model.list("rows", std::move(rows));
    add_list(model, query, last);
    add_record(model, visit, record);
    if (!command.empty()) {
        model.text("command", command);
    }
    return visit.answer("organisations", std::move(model), status);
}

}  // namespace

Response show_people(const Visit& visit) {
    Record record;
    if (const auto asked = visit.request.param("id"); !asked.empty()) {
        const auto id = wf::parse_id<wf::PersonId>(asked);
        const auto person = id ? visit.services.registry.person(visit.campus(), *id) : std::nullopt;
        if (!person) {
            return admin_not_found(visit);
        }
        record.id = to_string(person->id);
        record.name = person->contact.name;
        record.email = person->contact.email.text;
        record.locale = wf::name_of(person->contact.locale);
        record.zone = wf::name_of(person->contact.zone);
        record.seen = seen_digest(visit, lines_of(*person));
    }
    return people_page(visit, record, {}, 200);
}

Response save_person(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& form = std::get<AdminForm>(read);
    auto record = record_of(form.fields);
    app::Person person;
    person.id = id_of<wf::PersonId>(record, form.command);
    person.contact.name = checked_name(visit, record);
    person.contact.email.text = text::pasted_address(record.email);
    if (auto fault = email_fault(visit, record.email); !fault.empty()) {
        record.errors.push_back({"email", std::move(fault)});
    } else {
        check_slip(visit, record, person);
    }
    person.contact.locale = wf::from_name<Locale>(record.locale).value_or(Locale::Fr);
    person.contact.zone =
        wf::from_name<wf::HolidayZone>(record.zone).value_or(wf::HolidayZone::Metropole);
    if (!record.errors.empty()) {
        return people_page(visit, record, to_string(form.form), 422);
    }
    const auto recorded = [&] { return visit.services.registry.person(visit.campus(), person.id); };
    const auto known = recorded_or_added(visit, recorded(), person, recorded);
    if (record.id.empty() && known != person) {
        record.errors.push_back(made_before(visit, known.contact.name));
        return people_page(visit, record, {}, 409);
    }
    const auto lines = [](const auto& of) { return lines_of(of); };
    if (const auto kept = replace_seen(visit, record.seen, known, person, lines, recorded)) {
        tell_kept(
            visit, record, lines_of(*kept), lines_of(person), {"name", "email", "locale", "zone"}
        );
        return people_page(visit, record, {}, 409);
    }
    return Response::redirect("/admin/people?done=saved");
}

Response show_organisations(const Visit& visit) {
    Record record;
    if (const auto asked = visit.request.param("id"); !asked.empty()) {
        const auto id = wf::parse_id<wf::OrganisationId>(asked);
        const auto found =
            id ? visit.services.registry.organisation(visit.campus(), *id) : std::nullopt;
        if (!found) {
            return admin_not_found(visit);
        }
        record.id = to_string(found->id);
        record.name = found->name;
        record.place = found->place;
        record.siret = found->siret;
        record.zone = wf::name_of(found->zone);
        record.seen = seen_digest(visit, lines_of(*found));
    }
    return organisations_page(visit, record, {}, 200);
}

Response save_organisation(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& form = std::get<AdminForm>(read);
    auto record = record_of(form.fields);
    app::Organisation organisation;
    organisation.id = id_of<wf::OrganisationId>(record, form.command);
    organisation.name = checked_name(visit, record);
    if (auto place = wf::parse_line(record.place)) {
        organisation.place = *std::move(place);
    } else {
        auto fault = hiding_fault(visit, record.place);
        record.errors.push_back(
            {"place", fault.empty() ? visit.word("admin.field.line_missing") : std::move(fault)}
        );
    }
    if (auto siret = wf::parse_siret(record.siret)) {
        organisation.siret = *std::move(siret);
    } else {
        record.errors.push_back({"siret", visit.word(siret_words(siret.error()))});
    }
    organisation.zone =
        wf::from_name<wf::HolidayZone>(record.zone).value_or(wf::HolidayZone::Metropole);
    if (!record.errors.empty()) {
        return organisations_page(visit, record, to_string(form.form), 422);
    }
    const auto recorded = [&] {
        return visit.services.registry.organisation(visit.campus(), organisation.id);
    };
    const auto known = recorded_or_added(visit, recorded(), organisation, recorded);
    if (record.id.empty() && known != organisation) {
        record.errors.push_back(made_before(visit, known.name));
        return organisations_page(visit, record, {}, 409);
    }
    const auto lines = [](const auto& of) { return lines_of(of); };
    if (const auto kept = replace_seen(visit, record.seen, known, organisation, lines, recorded)) {
        tell_kept(
            visit,
            record,
            lines_of(*kept),
            lines_of(organisation),
            {"name", "place", "siret", "zone"}
        );
        return organisations_page(visit, record, {}, 409);
    }
    return Response::redirect("/admin/organisations?done=saved");
}

}  // namespace contreseing::server::pages
