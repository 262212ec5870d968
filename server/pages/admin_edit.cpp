#include "server/pages/admin_edit.hpp"

#include "server/http/multipart.hpp"
#include "server/pages/admin_draft.hpp"
#include "server/pages/dead_end.hpp"
#include "server/pages/open_link.hpp"
#include "workflows/app/attach_annex.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Response;

namespace {

constexpr std::uint64_t kMostAnnexBytes = 20'000'000;

struct AnnexDraft {
    std::string kind;
    std::string title;
};

struct EditPage {
    const Dossier& dossier;
    DraftForm form;
    AnnexDraft annex;
    std::vector<FieldError> errors;
    std::string command;
    std::string annex_command;
    int status = 200;
};

Response frozen_page(const Dossier& dossier) {
    auto model = dossier.model(dossier.visit.word("admin.edit.title"));
    if (dossier.allows("reopen_draft")) {
        model.text("reopen_address", dossier.action_address("reopen_draft"));
    }
    return dossier.visit.answer("frozen", std::move(model), 409);
}

std::vector<Model> annexes_model(const Dossier& dossier) {
    std::vector<Model> annexes;
    for (const auto& annex : dossier.state().annexes) {
        const auto n = std::to_string(annex.n);
        Model model;
        model.text("annex_title", annex.title)
            .text("annex_address", dossier.address + "/annex/" + n)
            .text("annex_hash", grouped(annex.sha256))
            .text("annex_remove", dossier.action_address("remove_annex") + "?annex=" + n);
        annexes.push_back(std::move(model));
    }
    return annexes;
}

Response edit_page(const EditPage& page) {
    const auto& dossier = page.dossier;
    const auto& visit = dossier.visit;
    if (!dossier.allows("edit_draft")) {
        return frozen_page(dossier);
    }
    auto model = dossier.model(visit.word("admin.edit.title"));
    add_draft(model, dossier, page.form, page.errors);
    std::vector<Model> kinds;
    for (const auto& spec : dossier.type().annexes) {
        kinds.push_back(
            choice(spec.kind, localised(spec.label, visit.locale), spec.kind == page.annex.kind)
        );
    }
    model.list("kinds", std::move(kinds))
        .text("annex_title_typed", page.annex.title)
        .list("annexes", annexes_model(dossier));
    // Two forms, two commands: what one did is not what the other did.
    model.text(
        "annex_command",
        page.annex_command.empty() ? new_command_id(visit.services.random) : page.annex_command
    );
    if (!page.command.empty()) {
        model.text("command", page.command);
    }
    if (visit.request.query.get("done") == "started") {
        model.text("done", visit.word("admin.done.started"));
    }
    return visit.answer("edit", std::move(model), page.status);
}

/// The page after a refusal, on the convention as it is now.
Response edit_refused(
    const Visit& visit,
    DraftForm form,
    const DraftChange& change,
    const wf::Refused& refused,
    const std::string& command
) {
    const auto now = open_dossier(visit);
    if (!now) {
        return admin_not_found(visit);
    }
    EditPage page{*now, std::move(form), {}, change.errors, command, {}, 422};
    if (refused.refusal == wf::Refusal::ChangedMeanwhile) {
        page.form.events = now->state().events;
        page.errors.push_back({"", visit.word("admin.edit.changed")});
        page.status = 409;
    } else {
        page.errors.push_back({input_of(change, refused.subject), refusal_words(visit, refused)});
        page.status = status_of(refused.refusal);
    }
    return edit_page(page);
}

struct Upload {
    AnnexDraft draft;
    std::vector<FieldError> errors;
};

Upload check_upload(const Visit& visit, const http::Multipart& sent) {
    Upload upload;
    upload.draft.kind = sent.fields.get("kind");
    upload.draft.title = sent.fields.get("annex_title");
    const auto wrong = [&](std::string field, std::string_view key) {
        upload.errors.push_back({std::move(field), visit.word(key)});
    };
    const auto title = wf::parse_line(upload.draft.title);
    if (!title || title->empty()) {
        wrong("annex_title", "admin.field.line_missing");
    }
    if (!sent.file || sent.file->field != "file" || sent.file->content.length == 0) {
        wrong("file", "admin.edit.file_missing");
    } else if (sent.file->content.length > kMostAnnexBytes) {
        wrong("file", "document_problem.too_large");
    }
    return upload;
}

}  // namespace

Response show_edit(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    return edit_page({*dossier, draft_of(dossier->state()), {}, {}, {}, {}, 200});
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
    const auto command = to_string(posted.command);
    if (!change.errors.empty()) {
        return edit_page({*dossier, std::move(form), {}, change.errors, command, {}, 422});
    }
    if (!change.changes) {
        return Response::redirect(dossier->address + "?done=unchanged");
    }
    const auto outcome =
        visit.services.engine.execute(dossier->asked(posted.command), change.command);
    if (!outcome) {
        return edit_refused(visit, std::move(form), change, outcome.error(), command);
    }
    return Response::redirect(dossier->address + "?done=edit_draft");
}

Response attach_annex(const Visit& visit) {
    const auto sent = visit.request.multipart();
    auto read = read_admin_form(visit, sent.fields);
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& posted = std::get<AdminForm>(read);
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    auto upload = check_upload(visit, sent);
    int status = 422;
    if (upload.errors.empty()) {
        const auto bytes = http::read_slice(sent.file->content);
        const auto outcome = app::attach_annex(
            visit.services.engine,
            visit.services.ingest,
            visit.services.documents,
            visit.services.digest,
            dossier->asked(posted.command),
            {upload.draft.kind, upload.draft.title, bytes}
        );
        if (outcome) {
            return Response::redirect(dossier->address + "?done=attach_annex");
        }
        if (const auto* refused = std::get_if<wf::Refused>(&outcome.error())) {
            const bool of_form = refused->subject == "kind";
            upload.errors.push_back(
                {of_form                       ? "kind"
                 : refused->subject == "title" ? "annex_title"
                                               : "",
                 refusal_words(visit, *refused)}
            );
            status = status_of(refused->refusal);
        } else {
            const auto& problem = std::get<app::DocumentProblem>(outcome.error());
            upload.errors.push_back({"file", problem_words(visit, problem)});
            status = problem.temporary ? 503 : 422;
        }
    }
    const auto now = open_dossier(visit);
    if (!now) {
        return admin_not_found(visit);
    }
    return edit_page(
        {*now,
         draft_of(now->state()),
         std::move(upload.draft),
         std::move(upload.errors),
         {},
         to_string(posted.command),
         status}
    );
}

}  // namespace contreseing::server::pages
