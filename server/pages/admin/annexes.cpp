#include "server/pages/admin/annexes.hpp"

#include "server/http/multipart.hpp"
#include "server/pages/admin/edit.hpp"
#include "server/pages/kit/form_command.hpp"
#include "server/pages/link/dead_end.hpp"
#include "server/refusals/status.hpp"
#include "workflows/app/attach_annex.hpp"
#include "workflows/ground/reason.hpp"

#include <map>
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
    std::vector<std::string> losses = {};  ///< what the file said and would not be kept, in words
    std::string confirmation = {};         ///< of the box that accepts them; empty when none can
    std::string reason = {};
    bool accepted = false;  ///< the box was ticked
};

}  // namespace

std::vector<std::string> loss_lines(const Visit& visit, const std::vector<wf::AnnexLoss>& losses) {
    constexpr std::size_t kMostNamed = 10;
    struct Sum {
        int count = 0;
        std::vector<int> pages;
    };
    std::map<std::string, Sum> by_kind;
    for (const auto& loss : losses) {
        auto& sum = by_kind[loss.kind];
        sum.count += loss.count;
        if (loss.page > 0) {
            sum.pages.push_back(loss.page);
        }
    }
    std::vector<std::string> lines;
    const auto& words = visit.pages.words();
    for (const auto& [kind, sum] : by_kind) {
        const auto known = "document_loss." + kind;
        auto line = words.count(
            visit.locale, words.has(known + ".other") ? known : "document_loss.mark", sum.count
        );
        if (!sum.pages.empty()) {
            std::string pages;
            for (std::size_t i = 0; i < sum.pages.size() && i <= kMostNamed; ++i) {
                pages += i == 0 ? "" : ", ";
                pages += i == kMostNamed ? "…" : std::to_string(sum.pages[i]);
            }
            line = words.count(
                visit.locale,
                "document_loss.on_pages",
                static_cast<long long>(sum.pages.size()),
                {{"pages", pages}, {"what", line}}
            );
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

namespace {

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

std::vector<Model> losses_model(const AnnexDraft& typed) {
    std::vector<Model> lines;
    for (const auto& line : typed.losses) {
        Model model;
        model.text("loss", line);
        lines.push_back(std::move(model));
    }
    return lines;
}

Response annexes_page(
    const Dossier& dossier,
    const AnnexDraft& typed,
    const std::vector<FieldError>& errors,
    const std::string& command,
    int status
) {
    const auto& visit = dossier.visit;
    if (!dossier.allows("edit_draft")) {
        return frozen_page(dossier);
    }
    auto model = dossier.model(visit.word("admin.edit.attach"));
    std::vector<Model> kinds;
    for (const auto& spec : dossier.type().annexes) {
        kinds.push_back(
            choice(spec.kind, localised(spec.label, visit.locale), spec.kind == typed.kind)
        );
    }
    model.text("done", done_words(visit))
        .list("kinds", std::move(kinds))
        .text("annex_title_typed", typed.title)
        .list("losses", losses_model(typed))
        .list("annexes", annexes_model(dossier));
    if (!command.empty()) {
        model.text("command", command);
    }
    if (!typed.confirmation.empty()) {
        model.text("confirmation", typed.confirmation)
            .text("reason", typed.reason)
            .flag("accepted", typed.accepted);
    }
    add_errors(model, errors);
    return visit.answer("annexes", std::move(model), status);
}

struct Upload {
    AnnexDraft draft;
    std::vector<FieldError> errors;
};

Upload check_upload(const Visit& visit, const http::Multipart& sent) {
    Upload upload;
    upload.draft.kind = sent.fields.get("kind");
    upload.draft.title = sent.fields.get("annex_title");
    upload.draft.reason = sent.fields.get("reason");
    upload.draft.accepted = !sent.fields.get("confirmed").empty();
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

Response show_annexes(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    const AnnexDraft wanted{std::string(visit.request.query.get("kind")), {}};
    return dossier ? annexes_page(*dossier, wanted, {}, {}, 200) : admin_not_found(visit);
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
    auto form_id = to_string(posted.form);
    if (upload.errors.empty()) {
        const auto bytes = http::read_slice(sent.file->content);
        const auto asked =
            dossier->asked(form_command(visit.services.digest, posted.form, posted.fields, bytes));
        // Without a reason the file is read as if nothing were accepted: the list is shown again.
        const bool accepts = wf::parse_reason(upload.draft.reason).has_value();
        const auto outcome = app::attach_annex(
            visit.services.engine,
            visit.services.ingest,
            visit.services.documents,
            visit.services.digest,
            asked,
            {upload.draft.kind,
             upload.draft.title,
             bytes,
             accepts ? std::string(sent.fields.get("confirmed")) : std::string{},
             upload.draft.reason}
        );
        const auto before = outcome && outcome->already_done
                                ? left_behind(visit.services.conventions, asked)
                                : std::nullopt;
        if (outcome && !before) {
            return Response::redirect(dossier->address + "/annexes?done=attach_annex");
        }
        if (before) {
            form_id.clear();  // what is sent from the page shown now is another form's
            status = 409;
            upload.errors.push_back(
                {"", visit.fill("admin.sent_before", {{"date", visit.format.date_time(*before)}})}
            );
        } else if (const auto* refused = std::get_if<wf::Refused>(&outcome.error())) {
            const bool of_form = refused->subject == "kind";
            upload.errors.push_back(
                {of_form                        ? "kind"
                 : refused->subject == "title"  ? "annex_title"
                 : refused->subject == "reason" ? "reason"
                                                : "",
                 refusal_words(visit, *refused)}
            );
            status = status_of(refused->refusal);
        } else {
            const auto& problem = std::get<app::DocumentProblem>(outcome.error());
            upload.errors.push_back({"file", problem_words(visit, problem)});
            upload.draft.losses = loss_lines(visit, problem.losses);
            upload.draft.confirmation = problem.confirmation;
            if (upload.draft.accepted && !accepts && !problem.confirmation.empty()) {
                const bool blank = wf::parse_paragraph(upload.draft.reason) == "";
                const wf::Refused unexplained{
                    blank ? wf::Refusal::MissingReason : wf::Refusal::InvalidValue, "reason"};
                upload.errors.push_back({"reason", refusal_words(visit, unexplained)});
            }
            status = problem.temporary ? 503 : 422;
        }
    }
    const auto now = open_dossier(visit);
    if (!now) {
        return admin_not_found(visit);
    }
    return annexes_page(*now, upload.draft, upload.errors, form_id, status);
}

}  // namespace contreseing::server::pages
