#include "server/pages/admin/documents.hpp"

#include "server/pages/admin/dossier.hpp"
#include "server/pages/kit/pdf_answer.hpp"
#include "workflows/app/find_annex.hpp"
#include "workflows/app/freeze_version.hpp"

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Response;

namespace {

constexpr int kBase = 0;
constexpr int kNewest = -1;
constexpr std::string_view kPdf = "application/pdf";

Response send(
    const Visit& visit, const wf::DocumentId& document, int revision, const std::string& name
) {
    const auto published = visit.services.files.publish(visit.campus(), document, revision);
    if (!published) {
        return admin_not_found(visit);
    }
    return pdf_answer(*published, visit.request, name);
}

Response stopped(const Dossier& dossier, const app::DocumentProblem& problem) {
    const auto& visit = dossier.visit;
    auto model = dossier.model(visit.word("admin.documents.no_preview"));
    model.text("sentence", problem_words(visit, problem)).text("back", dossier.address);
    return visit.answer("notice", std::move(model), problem.temporary ? 503 : 422);
}

}  // namespace

Response show_preview(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    const auto& services = visit.services;
    const auto pdf = app::preview(
        services.engine, services.registry, services.typesetter, visit.campus(), dossier->id
    );
    if (!pdf) {
        const auto* problem = std::get_if<app::DocumentProblem>(&pdf.error());
        return problem == nullptr ? admin_not_found(visit) : stopped(*dossier, *problem);
    }
    auto response = Response::text(std::string(pdf->begin(), pdf->end()), kPdf);
    response.header("Content-Security-Policy", "frame-ancestors 'self'");
    return response;
}

Response send_document(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    const auto* version = dossier ? dossier->state().frozen() : nullptr;
    return version == nullptr ? admin_not_found(visit)
                              : send(visit, version->document, kNewest, dossier->state().reference);
}

Response send_version(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    const auto n = parse_whole(visit.request.param("n"));
    if (dossier) {
        for (const auto& version : dossier->state().versions) {
            if (version.n == n) {
                const auto name =
                    dossier->state().reference + " - version " + std::to_string(version.n);
                return send(visit, version.document, kBase, name);
            }
        }
    }
    return admin_not_found(visit);
}

Response send_annex(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    const auto n = parse_whole(visit.request.param("n"));
    if (!dossier) {
        return admin_not_found(visit);
    }
    const auto& state = dossier->state();
    const auto* annex = n ? app::find_annex(state, *n) : nullptr;
    return annex == nullptr
               ? admin_not_found(visit)
               : send(visit, annex->document, kBase, state.reference + " - " + annex->title);
}

}  // namespace contreseing::server::pages
