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
};

/// Cleans the upload in the worker process, stores it and attaches it to the draft with the
/// hash that will be printed and acknowledged (docs/acts.md). What the rules refuse is neither
/// read nor stored; bytes stay without an act only when a neighbour freezes the draft meanwhile.
WorkOutcome<Outcome> attach_annex(
    Engine& engine,
    Ingest& ingest,
    DocumentStore& documents,
    Digest& digest,
    const Asked& asked,
    const NewAnnex& annex
);

}  // namespace contreseing::workflows::app
