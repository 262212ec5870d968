#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string>
#include <vector>

namespace contreseing::server::pages {

/// The list that stands before what comes next (freezing the text, opening the round): what is
/// missing first, each with where it is put right.
void add_checklist(Model& model, const Dossier& dossier);

/// Where an item is put right: an input of the draft, the annexes, the body; empty when the only
/// answer to it is to acknowledge it.
std::string remedy_address(const Dossier& dossier, const workflows::Check& check);

/// Inputs of the draft's form where something of the checklist is still to be put right.
std::vector<std::string> unmet_inputs(const Dossier& dossier);

}  // namespace contreseing::server::pages
