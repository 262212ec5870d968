#pragma once

#include "server/pages/admin_dossier.hpp"

#include <vector>

namespace contreseing::server::pages {

/// Every entry of the journal as a sentence, oldest first, with its number, actor, time, hash and
/// the text it was recorded on.
std::vector<Model> timeline_model(
    const Dossier& dossier, const std::vector<workflows::app::JournalEntry>& journal
);

}  // namespace contreseing::server::pages
