#pragma once

#include "server/pages/admin_dossier.hpp"

#include <string>

namespace contreseing::server::pages {

/// The list that stands before what comes next (freezing the text, opening the round): what is
/// missing first, each with where it is put right.
void add_checklist(Model& model, const Dossier& dossier);

/// Where an item is put right: an input of the draft, the annexes, the body; empty when the only
/// answer to it is to acknowledge it.
std::string remedy_address(const Dossier& dossier, const workflows::ChecklistItem& item);

}  // namespace contreseing::server::pages
