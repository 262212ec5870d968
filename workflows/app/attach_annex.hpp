#pragma once

#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/work_outcome.hpp"

#include <span>
#include <string>

namespace contreseing::workflows::app {

struct NewAnnex {
    std::string kind;  ///< AnnexSpec::kind
    std::string title;
    std::span<const std::uint8_t> pdf;  ///< as uploaded, hostile
    /// `DocumentProblem::confirmation` of the losses that were read and accepted; empty: none.
    std::string confirmed = {};
    std::string reason = {};  ///< why that much may be lost; required where something is
};

/// Cleans the upload in the worker process, stores it and attaches it to the draft with the
/// hash that will be printed and acknowledged (docs/acts.md). What no page shows and cleaning
/// drops stops it (`to_confirm`) until the same file comes back with its confirmation, which is
/// bound to the file's hash and to the list, and a reason: the journal keeps both. What the rules
/// refuse is neither read nor stored; bytes stay without an act only when a neighbour freezes the
/// draft meanwhile.
WorkOutcome<Outcome> attach_annex(
    Engine& engine,
    Ingest& ingest,
    DocumentStore& documents,
    Digest& digest,
    const Asked& asked,
    const NewAnnex& annex
);

}  // namespace contreseing::workflows::app
