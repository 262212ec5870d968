#include "server/pages/admin/actions.hpp"

#include "server/pages/admin/action_table.hpp"
#include "server/pages/admin/history.hpp"
#include "server/pages/admin/next.hpp"
#include "server/pages/admin/opinion.hpp"
#include "server/pages/kit/form_command.hpp"
#include "server/pages/kit/typed_email.hpp"
#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/opinion_words.hpp"
#include "server/refusals/status.hpp"
#include "workflows/app/request_opinion.hpp"
#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/ground/bounds.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Fields;
using http::Response;

namespace {

constexpr std::size_t kEntriesElsewhere = 3;

/// What an action is about, carried from the address into the form.
constexpr std::array<std::string_view, 4> kSubjects{"place", "opinion", "item", "annex"};

struct ActionPage {
    const Dossier& dossier;
    const AdminAction& action;
    const Fields& typed;  ///< the address's query at first, then what was posted
    std::string command;  ///< empty: a new one
    std::vector<FieldError> errors;
    std::string ack_item;  ///< what must be answered for before going on
    int status = 200;
};

wf::Place place_of(const Fields& typed) {
    return wf::parse_place(typed.get("place")).value_or(wf::whole_act());
}

const wf::Slot* slot_of(const Dossier& dossier, const Fields& typed) {
    return dossier.state().slot(place_of(typed));
}

std::optional<wf::Participant> participant_of(const Dossier& dossier, const Fields& typed) {
    return dossier.state().participant(place_of(typed));
}

const wf::Seat* seat_of(const Dossier& dossier, const Fields& typed) {
    return dossier.state().seat(place_of(typed));
}

/// Of whose seat, or as the address names it.
const wf::Opinion* opinion_of(const Dossier& dossier, const Fields& typed) {
    const int of_seat = place_of(typed).opinion();
    return dossier.state().opinion(
        of_seat > 0 ? of_seat : parse_whole(typed.get("opinion")).value_or(0)
    );
}

/// Whether what the action is about exists.
bool has_subject(const Dossier& dossier, const AdminAction& action, const Fields& typed) {
    if (action.about == About::Slot) {
        return slot_of(dossier, typed) != nullptr;
    }
    if (action.about == About::Participant) {
        return participant_of(dossier, typed).has_value();
    }
    return action.name != "acknowledge_warning" ||
           checklist_item(dossier, typed.get("item")).has_value();
}

/// Name of what was done in the words of the page: of a seat where it has its own.
std::string done_name(const Dossier& dossier, const AdminAction& action, const Fields& typed) {
    const std::string name(action.name);
    const auto of_seat = name + "_of_seat";
    const bool own = dossier.visit.pages.words().has("admin.done." + of_seat);
    return own && seat_of(dossier, typed) != nullptr ? of_seat : name;
}

/// What is typed before anything is: the type's question, the present address.
std::string first_value(const Dossier& dossier, const Fields& typed, std::string_view field) {
    const auto* slot = slot_of(dossier, typed);
    const auto somebody = participant_of(dossier, typed);
    if (field == "question" && dossier.type().opinion) {
        return localised(dossier.type().opinion->question, Locale::Fr);
    }
    if (field == "email" && somebody) {
        return somebody->reach->holder.email.text;
    }
    if (field == "until" && slot != nullptr && slot->door) {
        const auto& zone = dossier.visit.services.engine.zone();
        const auto from = std::max(slot->door->expires_at, dossier.visit.now);
        return wf::to_text(zone.local_day(from + std::chrono::days{30}));
    }
    if (field == "locale") {
        return "fr";
    }
    return field == "zone" ? "metropole" : std::string{};
}

std::vector<Model> field_choices(
    const Visit& visit, std::string_view field, std::string_view chosen
) {
    if (field == "locale") {
        return choices_of(visit, wf::names_of<Locale>(), "admin.locale", chosen);
    }
    if (field == "zone") {
        return choices_of(visit, wf::names_of<wf::HolidayZone>(), "admin.zone", chosen);
    }
    static constexpr std::array<std::string_view, 2> kAnswers{"yes", "no"};
    return choices_of(visit, kAnswers, "admin.substantial", chosen);
}

Model field_model(const ActionPage& page, const ActionField& field) {
    const auto& visit = page.dossier.visit;
    const std::string name(field.name);
    const auto typed = page.typed.find(name);
    const auto value =
        typed ? std::string(*typed) : first_value(page.dossier, page.typed, field.name);
    const auto hint = "admin.hint." + name;
    Model model;
    model.text("field_name", name)
        .text("field_label", visit.word("admin.field." + name))
        .text("field_hint", visit.pages.words().has(hint) ? visit.word(hint) : std::string{})
        .text("field_value", value)
        .text("field_error", "")
        .text("field_most", std::to_string(field.most))
        .flag("required", field.required)
        .flag("is_line", field.input == Input::Line)
        .flag("is_email", field.input == Input::Email)
        .flag("is_area", field.input == Input::Area)
        .flag("is_date", field.input == Input::Date)
        .flag("is_choice", field.input == Input::Choice);
    if (field.input == Input::Choice) {
        model.list("choices", field_choices(visit, field.name, value));
    }
    for (const auto& error : page.errors) {
        if (error.field == name) {
            model.text("field_error", error.text);
        }
    }
    return model;
}

/// Where the action's words are: attesting is a confirmation in words of its own.
std::string words_of(const ActionPage& page) {
    const auto item = checklist_item(page.dossier, page.typed.get("item"));
    const bool attests =
        page.action.name == "acknowledge_warning" && item && item->kind == wf::checks::kAttestation;
    if (attests) {
        return "admin.action.attest";
    }
    const auto* slot = slot_of(page.dossier, page.typed);
    const auto* opinion = opinion_of(page.dossier, page.typed);
    return slot == nullptr && opinion != nullptr && seat_of(page.dossier, page.typed) != nullptr
               ? seat_action_words(page.dossier, *opinion, page.action.name)
               : action_words(page.dossier, page.action.name, slot == nullptr ? 0 : slot->n);
}

std::string consequence(const ActionPage& page) {
    const auto& dossier = page.dossier;
    const auto* slot = slot_of(dossier, page.typed);
    const auto item = checklist_item(dossier, page.typed.get("item"));
    const auto annex = parse_whole(page.typed.get("annex"));
    std::string annex_title;
    for (const auto& known : dossier.state().annexes) {
        if (known.n == annex) {
            annex_title = known.title;
        }
    }
    const auto somebody = participant_of(dossier, page.typed);
    const auto person = slot != nullptr ? slot_words(dossier, slot->n)
                        : somebody      ? somebody->actor.name + ", " + somebody->actor.quality
                                        : std::string{};
    const auto email = somebody ? somebody->reach->holder.email.text : std::string{};
    const auto item_words = item ? checklist_words(dossier, *item) : std::string{};
    const auto* opinion = opinion_of(dossier, page.typed);
    const auto so_far = opinion == nullptr ? std::string{} : vote_so_far(dossier, *opinion);
    return dossier.visit.fill(
        words_of(page) + ".what",
        {{"person", person},
         {"email", email},
         {"item", item_words},
         {"annex", annex_title},
         {"so_far", so_far}}
    );
}

Response action_page(const ActionPage& page) {
    const auto& visit = page.dossier.visit;
    const auto key = words_of(page);
    auto model = page.dossier.model(visit.word(key + ".title"));
    std::vector<Model> subjects;
    for (const auto name : kSubjects) {
        if (const auto value = page.typed.find(name)) {
            Model subject;
            subject.text("subject_name", name).text("subject_value", *value);
            subjects.push_back(std::move(subject));
        }
    }
    if (page.action.name == "acknowledge_warning") {
        // What was seen first, unless the page says that it has changed.
        const auto seen = page.status == 409 ? std::nullopt : page.typed.find("from_events");
        Model subject;
        subject.text("subject_name", "from_events")
            .text(
                "subject_value",
                seen ? std::string(*seen) : std::to_string(page.dossier.state().events)
            );
        subjects.push_back(std::move(subject));
    }
    std::vector<Model> fields;
    for (const auto& field : page.action.fields) {
        fields.push_back(field_model(page, field));
    }
    if (!page.ack_item.empty()) {
        fields.push_back(
            field_model(page, {"ack_reason", Input::Area, false, wf::codec::kReason.most})
        );
        model.text("ack_item", page.ack_item);
    }
    model.text("what", consequence(page))
        .text("submit", visit.word(key + ".submit"))
        .flag("danger", page.action.danger)
        .text("action_address", page.dossier.action_address(page.action.name))
        .list("subjects", std::move(subjects))
        .list("fields", std::move(fields));
    if (!page.command.empty()) {
        model.text("command", page.command);
    }
    add_errors(model, page.errors);
    return visit.answer("action", std::move(model), page.status);
}

/// Somebody came to an action that is behind, or still ahead: where the convention is now.
Response elsewhere_page(const Dossier& dossier, const AdminAction& action) {
    const auto& visit = dossier.visit;
    const auto refused = wf::refuse_offer(dossier.around, dossier.state(), action.name);
    const bool ahead = refused && wf::waits_for_a_step(refused->refusal);
    const std::string words = ahead ? "admin.ahead" : "admin.past";
    auto model = dossier.model(visit.word(words + ".title"));
    add_last_entries(model, dossier, kEntriesElsewhere);
    const auto title = visit.word("admin.action." + std::string(action.name) + ".title");
    model.text("sentence", visit.fill(words + ".sentence", {{"action", title}}))
        .text("todo", next_step(dossier).sentence)
        .text("back", dossier.address)
        .text("back_label", visit.word("admin.past.see"));
    return visit.answer("notice", std::move(model), 409);
}

bool has_field(const AdminAction& action, std::string_view name) {
    return name == "ack_reason" ||
           std::any_of(action.fields.begin(), action.fields.end(), [name](const auto& field) {
               return field.name == name;
           });
}

/// Whether the refusal is of the action itself, and not of something typed that can be mended.
bool is_elsewhere(const Dossier& dossier, const AdminAction& action, wf::Refusal refusal) {
    return !dossier.allows(action.name) && status_of(refusal) == 409;
}

/// « Zoé Exemple, Lycée (zoe@gmail.con, au lieu de zoe@gmail.com ?) »: of which seat of the body
/// that is about to be asked a warning is; empty when it is of none.
std::string seat_to_come(const Dossier& dossier, std::string_view item) {
    const auto& services = dossier.visit.services;
    const auto& spec = dossier.type().opinion;
    const auto body = spec ? app::body_for(
                                 services.registry,
                                 dossier.visit.campus(),
                                 spec->body_kind,
                                 dossier.state().network
                             )
                           : std::nullopt;
    if (!body) {
        return {};
    }
    const int next = wf::next_opinion(dossier.state());
    for (const auto& seat : app::seats_to_ask(services.registry, dossier.visit.campus(), *body)) {
        if (item.ends_with(':' + wf::seat_id(next, seat))) {
            return doubt_words(
                dossier.visit, seat.holder.name + ", " + seat.organisation, seat.holder.email
            );
        }
    }
    return {};
}

void refuse(ActionPage& page, const wf::Refused& refused) {
    const auto& visit = page.dossier.visit;
    auto words = refusal_words(visit, refused);
    if (refused.refusal == wf::Refusal::InvalidValue && refused.subject == "email") {
        const auto fault = email_fault(visit, page.typed.get("email"));
        words = fault.empty() ? words : fault;
    }
    page.status = status_of(refused.refusal);
    std::string field = has_field(page.action, refused.subject) ? refused.subject : "";
    if (refused.refusal == wf::Refusal::NeedsAcknowledgement) {
        page.ack_item = refused.subject;
        words += " " +
                 visit.word("admin.warned." + refused.subject.substr(0, refused.subject.find(':')));
        const auto who = seat_to_come(page.dossier, refused.subject);
        words += who.empty() ? who : " " + who;
        field = "ack_reason";
        page.status = 422;
    } else if (refused.subject == "ack_reason") {
        page.ack_item = page.typed.get("ack_item");
    }
    if (refused.refusal == wf::Refusal::ChecklistBlocks) {
        if (const auto item = checklist_item(page.dossier, refused.subject)) {
            words += " " + checklist_words(page.dossier, *item);
        }
    }
    page.errors.push_back({field, words});
}

/// The sentence that names the signature places a document's problem is about; empty without any.
std::string places_concerned(const Dossier& dossier, const app::DocumentProblem& problem) {
    std::string names;
    for (const int n : problem.slots) {
        const bool known = dossier.state().slot(n) != nullptr;
        names += (names.empty() ? "" : "\u202F; ") +
                 (known ? slot_words(dossier, n) : std::to_string(n));
    }
    return names.empty() ? names
                         : " " + dossier.visit.fill("admin.places_concerned", {{"places", names}});
}

}  // namespace

Response show_action(const Visit& visit, std::string_view name) {
    const auto* action = find_action(name);
    const auto dossier = action == nullptr ? std::nullopt : open_dossier(visit);
    if (!dossier || !has_subject(*dossier, *action, visit.request.query)) {
        return admin_not_found(visit);
    }
    if (!dossier->allows(action->name)) {
        return elsewhere_page(*dossier, *action);
    }
    // Only what the action is about may come from an address; the rest is typed here.
    Fields about;
    for (const auto subject : kSubjects) {
        if (const auto value = visit.request.query.find(subject)) {
            about.add(std::string(subject), std::string(*value));
        }
    }
    return action_page({*dossier, *action, about, {}, {}, {}, 200});
}

Response run_action(const Visit& visit, std::string_view name) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& form = std::get<AdminForm>(read);
    const auto* action = find_action(name);
    const auto dossier = action == nullptr ? std::nullopt : open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    const auto asked = dossier->asked(form.command);
    const auto outcome = action->run(*dossier, asked, form.fields);
    const auto before = outcome && outcome->already_done
                            ? left_behind(visit.services.conventions, asked)
                            : std::nullopt;
    if (outcome && !before) {
        return Response::redirect(
            dossier->address + "?done=" + done_name(*dossier, *action, form.fields)
        );
    }
    // The state may have moved under the form: the page is made from what it is now.
    const auto now = open_dossier(visit);
    if (!now) {
        return admin_not_found(visit);
    }
    if (before) {
        if (!has_subject(*now, *action, form.fields) || !now->allows(action->name)) {
            return elsewhere_page(*now, *action);
        }
        const auto sentence =
            visit.fill("admin.sent_before", {{"date", visit.format.date_time(*before)}});
        return action_page({*now, *action, form.fields, {}, {{"", sentence}}, {}, 409});
    }
    ActionPage page{*now, *action, form.fields, to_string(form.form), {}, {}, 422};
    if (const auto* refused = std::get_if<wf::Refused>(&outcome.error())) {
        if (is_elsewhere(*now, *action, refused->refusal)) {
            return elsewhere_page(*now, *action);
        }
        refuse(page, *refused);
    } else {
        const auto& problem = std::get<app::DocumentProblem>(outcome.error());
        page.status = problem.temporary ? 503 : 422;
        page.errors.push_back({"", problem_words(visit, problem) + places_concerned(*now, problem)}
        );
    }
    return action_page(page);
}

}  // namespace contreseing::server::pages
