#include "server/pages/admin/edit.hpp"

#include "server/pages/admin/drafting.hpp"
#include "server/pages/kit/form_command.hpp"
#include "server/pages/link/dead_end.hpp"
#include "server/refusals/status.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace wf = workflows;
using http::Response;

namespace {

struct EditPage {
    const Dossier& dossier;
    DraftForm form;
    std::vector<FieldError> errors;
    std::string command;
    int status = 200;
};

Response edit_page(const EditPage& page) {
    const auto& dossier = page.dossier;
    const auto& visit = dossier.visit;
    if (!dossier.allows("edit_draft")) {
        return frozen_page(dossier);
    }
    auto model = dossier.model(visit.word("admin.edit.title"));
    add_draft(model, dossier, page.form, page.errors);
    if (!page.command.empty()) {
        model.text("command", page.command);
    }
    if (visit.request.query.get("done") == "started") {
        model.text("done", visit.word("admin.done.started"));
    }
    return visit.answer("edit", std::move(model), page.status);
}

/// What the rules refuse, but for the inputs that have their error already.
void add_refused(
    std::vector<FieldError>& errors,
    const Visit& visit,
    const DraftChange& change,
    const wf::Refused& refused
) {
    const auto input = input_of(change, refused.subject);
    const bool known = !input.empty() &&
                       std::any_of(errors.begin(), errors.end(), [&input](const FieldError& error) {
                           return error.field == input;
                       });
    if (!known) {
        errors.push_back({input, refusal_words(visit, refused)});
    }
    for (const auto& further : refused.also) {
        add_refused(errors, visit, change, further);
    }
}

/// The page after a refusal, on the convention as it is now.
Response edit_refused(
    const Visit& visit,
    DraftForm form,
    const DraftChange& change,
    const wf::Refused& refused,
    const std::string& form_id
) {
    const auto now = open_dossier(visit);
    if (!now) {
        return admin_not_found(visit);
    }
    EditPage page{*now, std::move(form), change.errors, form_id, 422};
    if (refused.refusal == wf::Refusal::ChangedMeanwhile) {
        page.form.events = now->state().events;
        page.errors.push_back({"", visit.word("admin.edit.changed")});
        for (auto& kept : kept_values(*now, page.form)) {
            page.errors.push_back(std::move(kept));
        }
        page.status = 409;
    } else {
        add_refused(page.errors, visit, change, refused);
        page.status = status_of(refused.refusal);
    }
    return edit_page(page);
}

}  // namespace

Response frozen_page(const Dossier& dossier) {
    auto model = dossier.model(dossier.visit.word("admin.edit.title"));
    if (dossier.allows("reopen_draft")) {
        model.text("reopen_address", dossier.action_address("reopen_draft"));
    }
    return dossier.visit.answer("frozen", std::move(model), 409);
}

Response show_edit(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    return edit_page({*dossier, draft_of(*dossier), {}, {}, 200});
}

Response save_draft(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& posted = std::get<AdminForm>(read);
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    auto form = draft_of(*dossier, posted.fields);
    const auto change = change_of(*dossier, form);
    const auto form_id = to_string(posted.form);
    if (!change.errors.empty()) {
        // What the rules would refuse besides is said at once.
        EditPage page{*dossier, std::move(form), change.errors, form_id, 422};
        auto around = dossier->around;
        around.related = change.related;
        const auto decided = wf::decide(around, dossier->state(), change.command, visit.actor());
        if (!decided && decided.error().refusal == wf::Refusal::InvalidValue) {
            add_refused(page.errors, visit, change, decided.error());
        }
        return edit_page(page);
    }
    // Its own page: joining takes an upload, which another form than this one carries.
    const bool annexes = posted.fields.get("next") == "annexes";
    const auto saved = dossier->address + (annexes ? "/annexes?done=" : "?done=");
    const auto asked = dossier->asked(posted.command);
    if (!change.changes) {
        const auto view = visit.services.engine.view(asked.campus, asked.convention, asked.command);
        const bool done = view && view->loaded.already_done;
        return Response::redirect(saved + (done ? "edit_draft" : "unchanged"));
    }
    const auto outcome = visit.services.engine.execute(asked, change.command);
    if (!outcome) {
        return edit_refused(visit, std::move(form), change, outcome.error(), form_id);
    }
    if (outcome->already_done && left_behind(visit.services.conventions, asked)) {
        return edit_refused(
            visit, std::move(form), change, {wf::Refusal::ChangedMeanwhile, {}}, form_id
        );
    }
    return Response::redirect(saved + "edit_draft");
}

}  // namespace contreseing::server::pages
