#include "workflows/app/attach_annex.hpp"

namespace contreseing::workflows::app {

WorkOutcome<Outcome> attach_annex(
    Engine& engine,
    Ingest& ingest,
    DocumentStore& documents,
    Digest& digest,
    const Asked& asked,
    const NewAnnex& annex
) {
    auto view = engine.view(asked.campus, asked.convention, asked.command);
    if (!view) {
        return stop(Refusal::NotFound, "convention");
    }
    if (view->loaded.already_done) {
        return Outcome{
            std::move(view->loaded.state), view->type, view->loaded.head, view->loaded.ver, true};
    }
    auto cleaned = ingest.annex(annex.pdf);
    if (!cleaned) {
        return stop(cleaned.error());
    }
    AttachAnnex command;
    command.annex.kind = annex.kind;
    command.annex.title = annex.title;
    command.annex.pages = cleaned->pages;
    command.annex.sha256 = digest.sha256(cleaned->pdf);
    // The same upload under the same command id is the same document: a replay stores nothing new.
    command.annex.document = DocumentId{asked.command.bytes};
    documents.put(
        asked.campus, command.annex.document, asked.convention, cleaned->pdf, command.annex.sha256
    );
    auto outcome = engine.execute(asked, command);
    if (!outcome) {
        return stop(outcome.error());
    }
    return std::move(*outcome);
}

}  // namespace contreseing::workflows::app
