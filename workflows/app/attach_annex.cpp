#include "workflows/app/attach_annex.hpp"

namespace contreseing::workflows::app {
namespace {

/// Says yes to this file losing exactly this.
std::string confirmation_of(
    Digest& digest, std::span<const std::uint8_t> pdf, const std::vector<AnnexLoss>& losses
) {
    std::string text = to_hex(digest.sha256(pdf));
    for (const auto& loss : losses) {
        text +=
            '\n' + loss.kind + ' ' + std::to_string(loss.page) + ' ' + std::to_string(loss.count);
    }
    return to_hex(digest.sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

}  // namespace

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
    if (auto done = Engine::replay(asked, *view)) {
        return outcome_of(*std::move(done));
    }
    AttachAnnex command;
    command.annex.kind = annex.kind;
    command.annex.title = annex.title;
    command.annex.pages = 1;  // counted below; nothing else of the decision depends on the file
    const auto around = engine.surroundings(*view->type, asked.campus, asked.received_at);
    const auto refused = [&]() -> std::optional<Refused> {
        auto decided = decide(around, view->loaded.state, command, asked.actor);
        return decided ? std::nullopt : std::optional(decided.error());
    };
    if (const auto why = refused()) {
        return stop(*why);
    }
    auto cleaned = ingest.annex(annex.pdf);
    if (!cleaned) {
        return stop(cleaned.error());
    }
    if (!cleaned->losses.empty()) {
        auto confirmation = confirmation_of(digest, annex.pdf, cleaned->losses);
        if (annex.confirmed != confirmation) {
            return stop(DocumentProblem{
                "to_confirm", {}, false, {}, std::move(cleaned->losses), std::move(confirmation)});
        }
        command.losses = std::move(cleaned->losses);
        command.reason = annex.reason;
        if (const auto why = refused()) {
            return stop(*why);
        }
    }
    command.annex.pages = cleaned->pages;
    command.annex.sha256 = digest.sha256(cleaned->pdf);
    // The same upload under the same command id is the same document: a replay stores nothing new.
    command.annex.document = DocumentId{asked.command.bytes};
    documents.put(
        asked.campus, command.annex.document, asked.convention, cleaned->pdf, command.annex.sha256
    );
    return outcome_of(engine.execute(asked, command));
}

}  // namespace contreseing::workflows::app
