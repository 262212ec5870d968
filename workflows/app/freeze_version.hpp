#pragma once

#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/work_outcome.hpp"

namespace contreseing::workflows::app {

/// The text as it stands, marked « PROJET »; nothing is stored. `DocumentProblem` when the
/// typesetter cannot.
WorkOutcome<Bytes> preview(
    Engine& engine,
    Registry& registry,
    Typesetter& typesetter,
    const CampusId& campus,
    const ConventionId& convention
);

struct FreezingTools {
    Typesetter& typesetter;
    Ingest& ingest;
    SigningDesk& desk;
    DocumentStore& documents;
    Digest& digest;
    Random& random;
};

/// Typesets the draft, passes it through ingest (signature fields, trial signature), certifies
/// it with the seal, and freezes it: its SHA-256 is what everyone is shown from then on. All of
/// that happens outside any transaction; an edit meanwhile refuses it (ChangedMeanwhile).
WorkOutcome<Outcome> freeze_version(
    Engine& engine, Registry& registry, const FreezingTools& tools, const Asked& asked
);

}  // namespace contreseing::workflows::app
