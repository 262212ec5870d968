#pragma once

#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/work_outcome.hpp"

#include <optional>
#include <vector>

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

/// Why `places` are not those of the act: each of its slots must have one, and one only. The file
/// gets a field for each place, and each field a trial signature.
std::optional<DocumentProblem> misplaced(
    const State& state, const std::vector<SignaturePlace>& places
);

struct FreezingTools {
    Typesetter& typesetter;
    Ingest& ingest;
    SigningDesk& desk;
    DocumentStore& documents;
    Digest& digest;
    Random& random;
};

/// Typesets the draft, sees that every slot has its signature place and no other is there
/// (`place_missing`, `place_twice`, `place_unknown`, `place_too_small`), passes it through ingest
/// (signature fields, trial signature), certifies it with the seal, and freezes it: its SHA-256 is
/// what everyone is shown from then on. Its articles are kept beside it, salted, under a hash of
/// their own: an amendment says what it changes of them. All of that happens outside any
/// transaction; an edit meanwhile refuses it (ChangedMeanwhile).
WorkOutcome<Outcome> freeze_version(
    Engine& engine, Registry& registry, const FreezingTools& tools, const Asked& asked
);

}  // namespace contreseing::workflows::app
